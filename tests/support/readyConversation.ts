import type { Conversation } from '../../src/main/engine/delivery/session/conversation.ts';
import { openReady, targetOf } from './deliveryDeps.ts';
import type { Peers } from './peers.ts';
import type { PeerConnection, ScriptedPeer } from './scriptedPeer.ts';

/** A conversation in the clear, ready for an envelope, with a server that goes by `script` from there on. */
export async function readyConversation(
  peers: Peers,
  extensions: readonly string[],
  script: (peer: PeerConnection) => Promise<void>,
): Promise<{ peer: ScriptedPeer; conversation: Conversation }> {
  const peer = await peers.scripted(async (connection) => {
    connection.say('220 mx ESMTP\r\n');
    await connection.readLine();
    const lines = ['mx', ...extensions];
    connection.say(lines.map((line, index) => `250${index < lines.length - 1 ? '-' : ' '}${line}\r\n`).join(''));
    await script(connection);
  });
  const { conversation } = await openReady(targetOf(peer));
  peers.afterTest(() => conversation.quitAtOnce());
  return { peer, conversation };
}

/** Answers each line by the first word that fits; the message with `final`. */
export async function answer(
  peer: PeerConnection,
  answers: (line: string) => string,
  final = '250 2.0.0 Queued',
): Promise<void> {
  for (;;) {
    const reply = answers(await peer.readLine());
    peer.say(`${reply}\r\n`);
    if (!reply.startsWith('354')) continue;
    await peer.readMessage();
    peer.say(`${final}\r\n`);
  }
}
