import type { Random } from '../../../../src/main/engine/runtime.ts';
import type { EngineClient } from '../../../../src/shared/contract/client.ts';
import { type SendMailReplies, sendMail } from '../../smtpClient.ts';
import type { Lab } from '../lab.ts';
import { mxHostOf } from '../labDoubles.ts';
import type { DemoClock } from './demoClock.ts';
import { composeInbound, composeOutbound, type DemoMessage, pick } from './message.ts';
import { inboundEnforcedDomain, officeDomain, peers } from './peers.ts';
import { setUp, startOffice } from './setUp.ts';

export interface DemoOptions {
  lab: Lab;
  /** `host:port` of the engine's SMTP listener. */
  smtp: string;
  call: EngineClient['call'];
  /** The engine must live by the same clock, and the clock be `demoStartsBehindMs` behind when this is called. */
  clock: DemoClock;
  random: Random;
  /** Ends the traffic. */
  signal: AbortSignal;
}

const hourMs = 3_600_000;

/** The demo begins a week ago, so that one message runs out before the viewer's eyes. */
export const demoStartsBehindMs = 7 * 24 * hourMs;

const openingPauseMs = 150;
const trickleMs = { min: 2500, max: 6000 };
/** The demo's queue does not grow beyond this by its own mail. */
const maxQueuedMessages = 60;
const settlePollMs = 100;
const settleLimitMs = 4000;

/**
 * Sets the engine up for the lab, shows every kind of outcome within seconds, then goes on gently until `signal` is
 * aborted. Resolves then; rejects when the engine refuses the set-up or cannot be reached at all.
 */
export async function runDemoTraffic(options: DemoOptions): Promise<void> {
  const office = await startOffice(options.lab);
  try {
    await setUp(options.lab, options.call, office);
    await showTheEndOfAWeek(options);
    await showEveryOutcome(options);
    await trickle(options);
  } catch (error) {
    if (!options.signal.aborted) throw error;
  } finally {
    await office.close();
  }
}

/** One message that could not be sent for a week, and one that is two hours late. */
async function showTheEndOfAWeek(options: DemoOptions): Promise<void> {
  const { clock } = options;
  await sendTo(options, 'trusted.example');
  await sendTo(options, 'expired.example');
  await untilDeferred(options, 'expired.example', 1);
  clock.setBehind(2 * hourMs);
  await sendTo(options, 'wrong-name.example');
  await untilDeferred(options, 'wrong-name.example', 1);
  await untilDeferred(options, 'expired.example', 2);
  clock.setBehind(0);
}

/** Waits until the domain's mail was deferred that often; goes on after a while all the same. */
async function untilDeferred(options: DemoOptions, domain: string, times: number): Promise<void> {
  for (let waitedMs = 0; waitedMs < settleLimitMs; waitedMs += settlePollMs) {
    const filter = { domain, outcome: 'deferred' as const };
    const { entries } = await options.call('history.query', { filter, limit: times });
    if (entries.length >= times) return;
    await pause(options, settlePollMs);
  }
}

async function showEveryOutcome(options: DemoOptions): Promise<void> {
  const { call } = options;
  for (const [index, { domain }] of peers.entries()) {
    await sendTo(options, domain);
    if (index === 3) await beRefused(options);
    if (index === 8) await receive(options);
    await pause(options, openingPauseMs);
  }
  // What an admin does with waiting mail, each shown in the log.
  await untilDeferred(options, 'servfail.example', 1);
  await call('queue.hold', { domain: 'servfail.example' });
  await call('queue.hold', { domain: 'busy.example' });
  await call('queue.release', { domain: 'busy.example' });
  await call('queue.bounce', { domain: 'tls12.example' });
}

/** Mail that is not taken: in the clear from an enforced domain, and from a stranger to a stranger. */
async function beRefused(options: DemoOptions): Promise<void> {
  await send(options, composeInbound(inboundEnforcedDomain, officeDomain, options.clock.now(), options.random));
  const relayed = composeInbound('stranger.example', 'elsewhere.example', options.clock.now(), options.random);
  // Not every system has a second loopback address to come from.
  await send(options, relayed, { localAddress: '127.0.0.2' }).catch(() => null);
}

async function receive(options: DemoOptions): Promise<void> {
  const message = composeInbound(inboundEnforcedDomain, officeDomain, options.clock.now(), options.random);
  await send(options, message, { tls: true });
}

/** One message every few seconds, mostly to peers that take it. */
async function trickle(options: DemoOptions): Promise<void> {
  const { call, lab, random } = options;
  const delivering = peers.filter(({ outcome }) => outcome === 'delivered');
  const failing = peers.filter(({ outcome }) => outcome !== 'delivered');
  let sent = 0;
  for (;;) {
    await pause(options, trickleMs.min + random() * (trickleMs.max - trickleMs.min));
    sent += 1;
    // After some time the busy server has time again, and takes what waits at its next try.
    if (sent === 10) lab.doubles.busy.behaviour.greeting = `220 ${mxHostOf('busy')} ESMTP`;
    const chance = random();
    try {
      if (chance < 0.1) await beRefused(options);
      else if (chance < 0.25) await receive(options);
      else if (chance < 0.8) await sendTo(options, pick(delivering, random).domain);
      else if ((await call('queue.list', { limit: 1 })).total < maxQueuedMessages) {
        await sendTo(options, pick(failing, random).domain);
      }
    } catch (error) {
      // The engine restarts, or the viewer took a listener away: the next message may find it again.
      if (options.signal.aborted) throw error;
    }
  }
}

async function sendTo(options: DemoOptions, domain: string): Promise<void> {
  const message = composeOutbound(domain, officeDomain, options.clock.now(), options.random);
  const replies = await send(options, message);
  const last = replies.final ?? replies.data ?? replies.rcpt.at(-1) ?? replies.mail ?? replies.greeting;
  if (last.code !== 250) throw new Error(`The engine did not take a message of the demo to ${domain}: ${last.text}`);
}

function send(
  { smtp, signal }: DemoOptions,
  { from, to, data }: DemoMessage,
  how: { tls?: boolean; localAddress?: string } = {},
): Promise<SendMailReplies> {
  signal.throwIfAborted();
  const { host, port } = splitHostPort(smtp);
  return sendMail({ host, port, from, to: [to], data, mailParameters: 'BODY=8BITMIME', ...how });
}

function splitHostPort(text: string): { host: string; port: number } {
  const colon = text.lastIndexOf(':');
  const host = text.slice(0, colon).replace(/^\[|\]$/g, '');
  const anyAddress: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '::1' };
  return { host: anyAddress[host] ?? host, port: Number(text.slice(colon + 1)) };
}

/** Rejects as soon as the signal is aborted. */
function pause({ clock, signal }: DemoOptions, ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      timer.cancel();
      reject(signal.reason);
    };
    const timer = clock.setTimer(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
