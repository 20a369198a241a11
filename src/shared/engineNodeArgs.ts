/**
 * What Node is given before the script wherever the engine is a process of its own. The engine's objects live for one
 * message: a young generation of 4 MB instead of 16 is collected more often, at no cost that could be measured, and keeps
 * some 40 MB less under load.
 */
export const engineNodeArgs: readonly string[] = ['--max-semi-space-size=4'];
