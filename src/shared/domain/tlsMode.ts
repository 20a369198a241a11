import { z } from 'zod';

/** What a rule can ask for. The admin's words for them are in the renderer. */
export const ruleModes = ['strict', 'relaxed', 'pinned', 'watch'] as const;
export const ruleModeSchema = z.enum(ruleModes);
export type RuleMode = z.infer<typeof ruleModeSchema>;

/** What an internal route or a smart host can be held to. */
export const linkModes = ['strict', 'relaxed', 'opportunistic'] as const;
export const linkModeSchema = z.enum(linkModes);
export type LinkMode = z.infer<typeof linkModeSchema>;

/** What one delivery is held to: a rule's mode, or `opportunistic` where no rule matches. */
export const tlsModes = [...ruleModes, 'opportunistic'] as const;
export const tlsModeSchema = z.enum(tlsModes);
export type TlsMode = z.infer<typeof tlsModeSchema>;

/** True for the modes under which a message must never leave in the clear. */
export function isEnforcedMode(mode: TlsMode): boolean {
  return mode === 'strict' || mode === 'relaxed' || mode === 'pinned';
}
