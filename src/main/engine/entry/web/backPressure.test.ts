import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createFakeClock } from '../../../../../tests/support/fakeClock.ts';
import { fakeApi } from '../../../../../tests/support/fakeEngine.ts';
import type { EventName, EventParsed } from '../../../../shared/contract/events.ts';
import type { ExportedRules } from '../../../../shared/contract/ruleExchange.ts';
import type { ContractApi, Emit } from '../../../../shared/contract/server.ts';
import { serveContractSockets } from './contractSockets.fixture.ts';

/** Windows that do not read what they asked for, beside one that does. */

const kilobytes = (count: number) => 'x'.repeat(count * 1024);
const longAnswer: ExportedRules = {
  fileName: 'rules.csv',
  mediaType: 'text/csv',
  text: kilobytes(200),
  count: 1,
  leftOut: 0,
};

async function serve(api: ContractApi): Promise<{ open(): Promise<Window> }> {
  const connect = await serveContractSockets(api, createFakeClock(0));
  return { open: async () => new Window(await connect()) };
}

class Window {
  readonly socket: WebSocket;
  readonly closed: Promise<'closed'>;
  received = 0;
  #onFrame = () => {};
  #lastId = 0;

  constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => socket.once('close', () => resolve('closed')));
    socket.on('message', () => {
      this.received += 1;
      this.#onFrame();
    });
    socket.on('error', () => {});
  }

  say(frame: object): void {
    this.socket.send(JSON.stringify(frame));
  }

  /** Asks so many times, in one go. */
  ask(times: number): void {
    for (let n = 0; n < times; n += 1) {
      this.#lastId += 1;
      this.say({ kind: 'call', id: this.#lastId, name: 'rules.export', input: { format: 'csv' } });
    }
  }

  /** Once so many frames have come. */
  async until(count: number): Promise<'all'> {
    while (this.received < count) {
      await new Promise<void>((resolve) => {
        this.#onFrame = resolve;
      });
    }
    return 'all';
  }

  /** Takes each event of a subscription as soon as it comes. */
  subscribe(): void {
    this.say({ kind: 'subscribe', id: 0, event: 'status.changed', input: {} });
    this.socket.on('message', () => this.say({ kind: 'ack', id: 0 }));
  }
}

type Sources = { [Name in EventName]?: (emit: Emit<Name>) => void };

/** Says events of 100 KB to each subscriber as fast as it takes them; counts them by subscriber. */
function talkativeApi(events: number): { api: ContractApi; said: number[] } {
  const said: number[] = [];
  const tell = async (emit: Emit<'status.changed'>) => {
    const payload = { ...(await fakeApi({}).call('status.get', {})), hostname: kilobytes(100) };
    const subscriber = said.push(0) - 1;
    for (let n = 0; n < events; n += 1) {
      said[subscriber] = n + 1;
      await emit(payload);
    }
  };
  const sources: Sources = { 'status.changed': (emit) => void tell(emit).catch(() => {}) };
  return {
    said,
    api: {
      ...fakeApi({}),
      subscribe<Name extends EventName>(event: Name, _: EventParsed<Name>, emit: Emit<Name>) {
        const source: Sources[Name] = sources[event];
        source?.(emit);
        return () => {};
      },
    },
  };
}

test('a window that reads no events gets one, and the other all of its own', async () => {
  const { api, said } = talkativeApi(500);
  const { open } = await serve(api);
  const [idle, awake] = [await open(), await open()];
  idle.socket.pause();
  idle.say({ kind: 'subscribe', id: 0, event: 'status.changed', input: {} });
  while (said.length === 0) await new Promise((resolve) => setImmediate(resolve));
  awake.subscribe();
  await awake.until(500);
  expect(said).toEqual([1, 500]);
});

test('one that says it took events and reads none is not heard any more, until it reads', async () => {
  const { api, said } = talkativeApi(1000);
  const { open } = await serve(api);
  const [liar, awake] = [await open(), await open()];
  liar.socket.pause();
  liar.say({ kind: 'subscribe', id: 0, event: 'status.changed', input: {} });
  while (said.length === 0) await new Promise((resolve) => setImmediate(resolve));
  awake.subscribe();
  // An acknowledgement for each event that it has not seen, and as many again.
  for (let n = 1; n <= 1000; n += 1) {
    liar.say({ kind: 'ack', id: 0 });
    liar.say({ kind: 'ack', id: 0 });
    await awake.until(n);
  }
  // 100 MB were to be said. What is not here is in the buffers of the system.
  expect(said[0]).toBeLessThan(200);
  expect(said[1]).toBe(1000);

  liar.socket.resume();
  liar.socket.on('message', () => liar.say({ kind: 'ack', id: 0 }));
  await liar.until(1000);
});

test('one that asks for more than it reads is cut off, the other is answered, and it may come back', async () => {
  const waiting: (() => void)[] = [];
  let isBusy = true;
  const { open } = await serve(
    fakeApi({
      async 'rules.export'() {
        if (isBusy) await new Promise<void>((resolve) => void waiting.push(resolve));
        return longAnswer;
      },
    }),
  );
  const [greedy, awake] = [await open(), await open()];
  greedy.socket.pause();
  // 100 MB, and all is asked for before the first is answered.
  greedy.ask(500);
  while (waiting.length < 500) await new Promise((resolve) => setImmediate(resolve));
  isBusy = false;
  for (const goOn of waiting) goOn();
  awake.ask(1);
  await awake.until(1);
  greedy.socket.resume();
  expect(await Promise.race([greedy.closed, greedy.until(500)])).toBe('closed');
  expect(greedy.received).toBeLessThan(250);

  const again = await open();
  again.ask(3);
  await again.until(3);
  expect(awake.socket.readyState).toBe(WebSocket.OPEN);
});

test('one that reads slowly gets every answer, however much it asks for at a time', async () => {
  const { open } = await serve(fakeApi({ 'rules.export': () => longAnswer }));
  const slow = await open();
  slow.socket.pause();
  // 20 MB are more than may be under way, and less than anybody is cut off for.
  slow.ask(100);
  const other = await open();
  other.ask(1);
  await other.until(1);
  slow.socket.resume();
  await slow.until(100);
  slow.ask(1);
  await slow.until(101);
});
