import { describe, expect, it } from 'vitest';
import { attentionFor, queueOf, statusWith } from './status.fixture.ts';
import { describeTray } from './trayView.ts';

const running = (changes: Parameters<typeof statusWith>[0]) =>
  describeTray({ kind: 'running', attached: false, status: statusWith(changes) }, []);

describe('describeTray', () => {
  it('shows a relay that runs and has nothing to do', () => {
    expect(running({})).toEqual({
      icon: 'ok',
      lines: ['The relay is running.', 'No message waits.'],
      tooltip: 'Sealpost: The relay is running. No message waits.',
      failures: [],
      delivery: 'pause',
    });
  });

  it('counts what waits, and what waits because of TLS', () => {
    expect(running({ queue: queueOf(1) }).lines[1]).toBe('1 message waits.');
    expect(running({ queue: queueOf(3) }).lines[1]).toBe('3 messages wait.');
    expect(running({ queue: queueOf(3, 2) }).lines[1]).toBe('3 messages wait, 2 because of TLS.');
  });

  it('names the domain that needs attention, or how many do', () => {
    const one = running({ state: 'attention', attention: attentionFor('expired.example') });
    expect(one.icon).toBe('attention');
    expect(one.lines[0]).toBe('The relay is running. Mail to expired.example waits because of a problem.');
    const two = running({ state: 'attention', attention: attentionFor('a.example', 'b.example') });
    expect(two.lines[0]).toBe('The relay is running. Mail to 2 domains waits because of a problem.');
    expect(running({ state: 'attention' }).lines[0]).toBe('The relay is running. Something needs your attention.');
  });

  it('says where no mail is taken', () => {
    const failed = { host: '127.0.0.1', port: 2525, state: 'failed', error: 'port-in-use' } as const;
    const view = running({ state: 'failing', listeners: [failed] });
    expect(view.icon).toBe('failing');
    expect(view.lines[0]).toBe('No mail is taken at 127.0.0.1:2525.');
    expect(running({ state: 'failing', listeners: [failed, { ...failed, port: 25 }] }).lines[0]).toBe(
      'No mail is taken at 127.0.0.1:2525 and 1 more address.',
    );
    expect(running({ state: 'failing' }).lines[0]).toBe('The relay is not working.');
  });

  it('shows an engine that is not there', () => {
    expect(describeTray({ kind: 'starting' }, []).icon).toBe('paused');
    expect(describeTray({ kind: 'restarting', reason: 'x', startFailed: false }, []).icon).toBe('paused');
    expect(describeTray({ kind: 'restarting', reason: 'Port 25 is taken.', startFailed: true }, [])).toMatchObject({
      icon: 'failing',
      lines: ['The relay could not start. It is tried again.', 'Port 25 is taken.'],
    });
    expect(describeTray({ kind: 'failed', message: 'x' }, []).icon).toBe('failing');
    expect(describeTray({ kind: 'running', attached: false, status: null }, []).icon).toBe('ok');
  });

  it('shows a pause by an icon of its own, and how to end it', () => {
    const since = new Date(2026, 5, 1, 9).toISOString();
    const until = new Date(2026, 5, 1, 15, 5).toISOString();
    const open = running({ pause: { since, until: null, endangered: 0 }, queue: queueOf(2) });
    expect([open.icon, open.delivery]).toEqual(['paused', 'resume']);
    expect(open.lines).toEqual(['Deliveries are paused. Mail is still taken.', '2 messages wait.']);
    const timed = running({ pause: { since, until, endangered: 0 }, state: 'attention' });
    expect([timed.icon, timed.lines[0]]).toEqual([
      'paused',
      'Deliveries are paused until Mon 15:05. Mail is still taken.',
    ]);
    // That no mail comes in is worse.
    expect(running({ pause: { since, until, endangered: 0 }, state: 'failing' }).icon).toBe('failing');
  });

  it('lists the last failures, each with its place in the log', () => {
    const at = new Date(2026, 5, 1, 14, 3).toISOString();
    const { failures } = describeTray({ kind: 'starting' }, [
      { seq: 7, at, domain: 'expired.example', kind: 'tls' },
      { seq: 5, at, domain: 'other.example', kind: 'given-up' },
    ]);
    expect(failures).toEqual([
      {
        label: 'Mon 14:03  expired.example: kept back, TLS failed',
        place: { page: 'log', params: { entry: '7' } },
      },
      { label: 'Mon 14:03  other.example: given up', place: { page: 'log', params: { entry: '5' } } },
    ]);
  });

  it('offers no pause while no engine answers', () => {
    expect(describeTray({ kind: 'restarting', reason: 'x', startFailed: false }, []).delivery).toBeNull();
  });
});
