import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { defaultDataDir } from './dataDir.ts';

/** The command line cannot be understood: exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** Where to listen. */
export interface HostPort {
  host: string;
  port: number;
}

/** `host:port` or `[v6]:port`. @throws {UsageError} */
export function parseHostPort(option: string, text: string, minPort: number): HostPort {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]]+)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || port < minPort || port > 65535 || (match?.[1] !== undefined && isIP(host) !== 6)) {
    throw new UsageError(`${option} "${text}": write it as host:port, for example 127.0.0.1:2525 or [::1]:2525.`);
  }
  return { host, port };
}

/** The form that `parseHostPort` reads. */
export function formatHostPort({ host, port }: HostPort): string {
  return `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}

/** A whole number between the two, both included. @throws {UsageError} */
export function parseInteger(option: string, text: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError(`${option} "${text}": give a number from ${min} to ${max}.`);
}

const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90m`, `2h`, `1d`, at most a year; in milliseconds. @throws {UsageError} */
export function parseDuration(option: string, text: string): number {
  const [, digits = '', unit = ''] = /^(\d{1,6})\s*([mhd])$/.exec(text.trim()) ?? [];
  const ms = Number(digits) * (unitMs[unit] ?? 0);
  if (ms > 0 && ms <= 365 * 86_400_000) return ms;
  throw new UsageError(`${option} "${text}": give a time like 30m, 2h or 1d.`);
}

/** As a whole path; the one of this system where none is given. @throws {UsageError} */
export function dataDirOf(given: string | undefined): string {
  if (given === '') throw new UsageError('--data-dir is empty.');
  return given === undefined ? defaultDataDir() : resolve(given);
}
