import { expect, it } from 'vitest';
import type { DesktopEvent } from '../../shared/contract/desktop.ts';
import { createDesktopClient } from './desktopClient.ts';

function fakeBridge(answer: unknown) {
  const calls: unknown[] = [];
  let say: (event: unknown) => void = () => {};
  const client = createDesktopClient({
    async call(name, input) {
      calls.push([name, input]);
      return answer;
    },
    onEvent(listener) {
      say = listener;
    },
  });
  return { client, calls, say: (event: unknown) => say(event) };
}

it('asks the shell, and takes its answer', async () => {
  const { client, calls } = fakeBridge({ ok: true, output: {} });
  expect(await client.call('folder.open', { folder: 'data' })).toEqual({});
  expect(calls).toEqual([['folder.open', { folder: 'data' }]]);
});

it('throws a refusal as the engine client does', async () => {
  const { client } = fakeBridge({ ok: false, error: { code: 'unavailable', message: 'No.' } });
  await expect(client.call('login.set', { enabled: true })).rejects.toMatchObject({ refusal: { message: 'No.' } });
});

it('does not take an answer in another form', async () => {
  await expect(fakeBridge('yes').client.call('desktop.get', {})).rejects.toThrow();
  await expect(fakeBridge({ ok: true, output: {} }).client.call('desktop.get', {})).rejects.toThrow();
});

it('hears what it knows, and nothing else', () => {
  const { client, say } = fakeBridge(null);
  const heard: DesktopEvent[] = [];
  client.onEvent((event) => heard.push(event));
  say({ kind: 'find' });
  say({ kind: 'go', place: { page: 'log', params: { entry: '1' } } });
  say({ kind: 'go', place: 'javascript:alert(1)' });
  say({ kind: 'other' });
  expect(heard.map(({ kind }) => kind)).toEqual(['find', 'go']);
});
