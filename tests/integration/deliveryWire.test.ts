import { describe, expect, test } from 'vitest';
import { createDelivery } from '../../src/main/engine/delivery/deliver.ts';
import { silentLogger, systemClock } from '../../src/main/engine/runtime.ts';
import { body, outcomeOf, taskFor, useDeliveryBench } from '../support/deliveryBench.ts';
import { policyOf } from '../support/deliveryDeps.ts';
import { doubleNames } from '../support/lab/labDoubles.ts';

const bench = useDeliveryBench();

describe('what arrives', () => {
  test.each([
    ['trusted', 'strict'],
    ['no-starttls', 'opportunistic'],
  ] as const)('25 MB with 8-bit text, dot-lines and long lines, octet by octet, at %s', async (double, mode) => {
    const pattern = Buffer.concat([
      Buffer.from('.\r\n..\r\n.dot at the start\r\n\r\n'),
      Buffer.from(`${'Grüße in Latin-1 '.repeat(5)}\r\n`, 'latin1'),
      Buffer.from(`${'a long line '.repeat(500)}\r\n`),
      Buffer.from(Array.from({ length: 256 }, (_, octet) => (octet === 13 || octet === 10 ? 46 : octet))),
      Buffer.from('\r\n'),
    ]);
    const large = Buffer.alloc(25 * 1024 * 1024, pattern);
    large.write('\r\n', large.length - 2);
    const task = taskFor(`${double}.example`, policyOf(mode), {
      size: large.length,
      eightBitMime: true,
      async *openBody() {
        // A size that puts the ends of lines and the dots on both sides of a cut.
        for (let start = 0; start < large.length; start += 65_521) yield large.subarray(start, start + 65_521);
      },
    });
    expect(outcomeOf(await bench.delivery.deliver(task))).toBe('delivered');
    const [message] = bench.lab.doubles[double].messages;
    expect(message?.data.length).toBe(large.length);
    expect(message?.data.equals(large)).toBe(true);
    expect(message?.mailParameters).toBe(`SIZE=${large.length} BODY=8BITMIME`);
  });

  test('bare CR and LF become CRLF, so that nothing in a message can end it', async () => {
    const smuggled = 'Subject: x\r\n\r\nend\n.\nMAIL FROM:<evil@x.example>\r.\r\nRCPT TO:<y@x.example>\n.\r\n';
    await bench.delivery.deliver(
      taskFor('trusted.example', policyOf('strict'), {
        size: smuggled.length,
        async *openBody() {
          yield Buffer.from(smuggled);
        },
      }),
    );
    const { messages, connections } = bench.lab.doubles.trusted;
    expect(messages).toHaveLength(1);
    expect(messages[0]?.data.toString()).toBe(smuggled.replace(/\r?\n|\r/g, '\r\n'));
    expect(connections[0]?.envelopes).toHaveLength(1);
  });

  // One fault each: what mends one must not be what hides another.
  test.each([
    ['dots at the start of lines', '.a\r\n..\r\n.\r\n', '.a\r\n..\r\n.\r\n'],
    ['LF alone', 'a\n.\nb\n.\r\nc\n', 'a\r\n.\r\nb\r\n.\r\nc\r\n'],
    ['LF alone without dots', '\na\n\nb\r\n', '\r\na\r\n\r\nb\r\n'],
    ['CR alone', 'a\r.\rb\r\r\nc\r', 'a\r\n.\r\nb\r\n\r\nc\r\n'],
    ['no end of the last line', 'a\r\nb', 'a\r\nb\r\n'],
    ['a dot as an open last line', 'a\r\n.', 'a\r\n.\r\n'],
    ['nothing', '', ''],
  ])('a body with %s arrives as it should, wherever it is cut', async (_, sent, expected) => {
    const { messages } = bench.lab.doubles.trusted;
    const octets = Buffer.from(sent);
    for (let cut = 0; cut <= octets.length; cut += 1) {
      const task = taskFor('trusted.example', policyOf('strict'), {
        size: octets.length,
        async *openBody() {
          yield octets.subarray(0, cut);
          yield octets.subarray(cut);
        },
      });
      expect(outcomeOf(await bench.delivery.deliver(task))).toBe('delivered');
      expect(messages.at(-1)?.data.toString(), `cut at ${cut}`).toBe(expected);
    }
    expect(messages).toHaveLength(octets.length + 1);
  });

  test('an address with a line end in it reaches nobody', async () => {
    const recipients = ['a@trusted.example>\r\nRCPT TO:<spy@x.example', 'anna@trusted.example'];
    const report = await bench.delivery.deliver(taskFor('trusted.example', policyOf('strict'), { recipients }));
    expect(report.results).toMatchObject([
      { kind: 'failed', failure: { kind: 'permanent', code: 'rejected' } },
      { kind: 'delivered' },
    ]);
    expect(bench.lab.doubles.trusted.connections[0]?.envelopes).toEqual([
      { mailFrom: 'sender@office.example', rcptTo: ['anna@trusted.example'] },
    ]);
  });

  test('the null sender', async () => {
    await bench.delivery.deliver(taskFor('trusted.example', policyOf('strict'), { sender: '' }));
    expect(bench.lab.doubles.trusted.messages).toMatchObject([{ mailFrom: '' }]);
  });

  test('a message that cannot be read is kept, and not half sent', async () => {
    const { trusted } = bench.lab.doubles;
    const task = taskFor('trusted.example', policyOf('strict'), {
      async *openBody() {
        // So much that some of it is on its way.
        yield Buffer.alloc(200_000, body);
        throw new Error('The disk is gone.');
      },
    });
    expect(await bench.delivery.deliver(task)).toMatchObject({
      results: [{ failure: { kind: 'temporary', code: 'spool-unreadable', detail: 'The disk is gone.' } }],
    });
    // The cut alone tells the server that no more comes.
    await trusted.waitForConnection(({ closed }) => closed);
    expect(trusted.connections).toHaveLength(1);
    expect(doubleNames.flatMap((name) => bench.lab.doubles[name].messages)).toEqual([]);
  });
});

describe('connections', () => {
  test('are used again for the same place and policy', async () => {
    for (let count = 0; count < 3; count += 1)
      await bench.deliver('trusted', policyOf('strict', { ruleId: String(count) }));
    expect(bench.lab.doubles.trusted.messages).toHaveLength(3);
    expect(bench.lab.doubles.trusted.connections).toHaveLength(1);
  });

  test('and never under another policy', async () => {
    const policies = [
      policyOf('opportunistic'),
      policyOf('relaxed'),
      policyOf('strict'),
      policyOf('strict', { mxNames: ['mx.trusted.example'] }),
      policyOf('strict', { minVersion: 'TLSv1.3' }),
      policyOf('pinned', { pins: [bench.pinOf('trusted')] }),
    ];
    for (const policy of policies) expect(outcomeOf(await bench.deliver('trusted', policy))).toBe('delivered');
    expect(bench.lab.doubles.trusted.connections).toHaveLength(policies.length);
    // A link that was good enough for one is no argument for another.
    const otherPin = policyOf('pinned', { pins: [bench.pinOf('self-signed')] });
    expect(outcomeOf(await bench.deliver('trusted', otherPin))).toBe('pin-mismatch');
    expect(outcomeOf(await bench.deliver('self-signed', policyOf('relaxed')))).toBe('delivered');
    expect(outcomeOf(await bench.deliver('self-signed', policyOf('strict')))).toBe('certificate-not-trusted');
  });

  test('that died while they waited are replaced, without a failure', async () => {
    await bench.deliver('trusted', policyOf('strict'));
    bench.lab.doubles.trusted.dropConnections();
    expect(await bench.deliver('trusted', policyOf('strict'))).toMatchObject({
      results: [{ kind: 'delivered' }],
      failedHosts: [],
    });
    expect(bench.lab.doubles.trusted.connections).toHaveLength(2);
  });

  test('over which the peer takes its leave at the next MAIL are replaced too', async () => {
    let mails = 0;
    bench.lab.doubles.trusted.behaviour.mailReply = () => {
      mails += 1;
      return mails === 2 ? '421 4.7.0 Too many messages on this connection' : '250 2.1.0 Ok';
    };
    for (let count = 0; count < 2; count += 1)
      expect(outcomeOf(await bench.deliver('trusted', policyOf('strict')))).toBe('delivered');
    expect(bench.lab.doubles.trusted.connections).toHaveLength(2);
  });

  test('are not kept after a failure of TLS', async () => {
    await bench.deliver('self-signed', policyOf('strict'));
    await bench.lab.doubles['self-signed'].waitForConnection(({ closed }) => closed);
  });

  test('close says QUIT on all that wait and cuts the rest, whose mail is still ours', async () => {
    await bench.deliver('trusted', policyOf('strict'));
    bench.lab.doubles.tls12.behaviour.silentAt = 'mail';
    const held = bench.deliver('tls12', policyOf('strict'));
    await bench.lab.doubles.tls12.waitForConnection(({ commands }) =>
      commands.some(({ line }) => line.startsWith('MAIL')),
    );
    await bench.delivery.close();
    expect(await held).toMatchObject({ results: [{ failure: { kind: 'temporary', code: 'connection-lost' } }] });
    await bench.lab.doubles.trusted.waitForConnection(
      ({ closed, commands }) => closed && commands.at(-1)?.line === 'QUIT',
    );
    await bench.lab.doubles.tls12.waitForConnection(({ closed }) => closed);
    expect(outcomeOf(await bench.deliver('trusted', policyOf('strict')))).toBe('connection-lost');
    expect(bench.lab.doubles.trusted.connections).toHaveLength(1);
  });

  test('close in the middle of a handshake is no TLS failure, and nothing goes out in the clear after it', async () => {
    bench.lab.doubles['handshake-breaks'].behaviour.starttls = { kind: 'break', how: 'silent' };
    const held = [
      bench.deliver('handshake-breaks', policyOf('strict')),
      bench.deliver('handshake-breaks', policyOf('opportunistic')),
    ];
    await bench.lab.doubles['handshake-breaks'].waitForConnection(
      () =>
        bench.lab.doubles['handshake-breaks'].connections.filter(({ handshake }) => handshake.length > 0).length === 2,
    );
    await bench.delivery.close();
    for (const report of await Promise.all(held)) expect(outcomeOf(report)).toBe('connection-lost');
    expect(bench.lab.doubles['handshake-breaks'].connections).toHaveLength(2);
  });
});

test('a bug on our side costs no mail', async () => {
  const broken = createDelivery({
    settings: () => {
      throw new Error('no settings');
    },
    connect: bench.lab.connect,
    clock: systemClock,
    random: () => 0,
    logger: silentLogger,
  });
  expect(await broken.deliver(taskFor('trusted.example', policyOf('strict')))).toMatchObject({
    results: [{ kind: 'failed', failure: { kind: 'temporary', code: 'internal-error' } }],
  });
  await broken.close();
});
