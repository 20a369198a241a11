import { expect, it } from 'vitest';
import type { Channel } from '../../shared/contract/frames.ts';
import { electronCarrier } from './electronChannel.ts';

function fakeBridge() {
  const listeners = {
    frame: (_frame: unknown) => {},
    open: () => {},
    close: () => {},
  };
  const posted: unknown[] = [];
  return {
    listeners,
    posted,
    bridge: {
      platform: 'linux',
      post: (frame: unknown) => void posted.push(frame),
      onFrame: (listener: (frame: unknown) => void) => {
        listeners.frame = listener;
      },
      onOpen: (listener: () => void) => {
        listeners.open = listener;
      },
      onClose: (listener: () => void) => {
        listeners.close = listener;
      },
    },
  };
}

it('gives a new channel each time an engine answers, and keeps the old one from the new frames', () => {
  const { bridge, listeners, posted } = fakeBridge();
  const channels: Channel[] = [];
  const losses: string[] = [];
  electronCarrier(bridge).start({
    onChannel: (channel) => channels.push(channel),
    onLoss: (loss) => losses.push(loss),
  });
  listeners.open();
  const [first] = channels;
  const heard: unknown[] = [];
  let closed = 0;
  first?.onFrame((frame) => heard.push(frame));
  first?.onClose(() => {
    closed += 1;
  });
  listeners.frame('one');
  first?.post('out');
  listeners.close();
  first?.post('lost');
  expect([heard, posted, closed, losses]).toEqual([['one'], ['out'], 1, ['not-answering']]);

  listeners.open();
  listeners.frame('two');
  expect(channels).toHaveLength(2);
  expect(heard).toEqual(['one']);
});
