import type { AuthResult, Credentials } from './auth/authenticate.ts';
import { answerLine, type DialogState, newDialog, type Step } from './dialog.ts';
import type { Refusal } from './envelope.ts';
import type { MessageOrigin } from './incomingMessage.ts';
import { type Reply, replyLine } from './replies.ts';
import type { IntakeDeps, SessionFacts } from './types.ts';

type Login = Extract<AuthResult, { kind: 'accepted' }>;

/** What one client has said so far, and who it is by that: the memory that `dialog.ts` answers from. */
export class ClientDialog implements MessageOrigin {
  /** Our own name: one for the whole session. */
  readonly hostname: string;
  readonly #deps: IntakeDeps;
  #state: DialogState = newDialog;
  #facts: SessionFacts;
  /** Whoever logged in still may. */
  #loginHolds: () => boolean = () => true;

  constructor(deps: IntakeDeps, clientAddress: string) {
    this.#deps = deps;
    this.hostname = deps.settings().hostname;
    this.#facts = { clientAddress, clientName: null, protocol: null, cipher: null, username: null };
  }

  get facts(): SessionFacts {
    return this.#facts;
  }

  get hasSaidHello(): boolean {
    return this.#state.hello !== null;
  }

  get extended(): boolean {
    return this.#state.hello?.extended ?? false;
  }

  /** False once the user who logged in is deleted, switched off or has another name or password. */
  loginHolds(): boolean {
    return this.#loginHolds();
  }

  answer(line: Buffer): Step {
    const step = answerLine(line, this.#state, this.#context());
    if (step.state.hello !== this.#state.hello) {
      this.#facts = { ...this.#facts, clientName: step.state.hello?.name ?? null };
    }
    this.#state = step.state;
    return step;
  }

  /** May take a while, after failures. */
  async checkLogin(credentials: Credentials): Promise<AuthResult | { kind: 'unavailable' }> {
    const { clientAddress } = this.#facts;
    try {
      return await this.#deps.authenticate(credentials, clientAddress);
    } catch (error) {
      this.#deps.logger.error({ err: error, client: clientAddress }, 'A login could not be checked');
      return { kind: 'unavailable' };
    }
  }

  noteLogin({ username, holds }: Login): void {
    this.#state = { ...this.#state, username };
    this.#facts = { ...this.#facts, username };
    this.#loginHolds = holds;
  }

  noteTls(tls: Pick<SessionFacts, 'protocol' | 'cipher'> | null): void {
    this.#facts = { ...this.#facts, ...tls };
  }

  /** A message has had its reply: the next one needs an envelope of its own. */
  endTransaction(): void {
    this.#state = { ...this.#state, transaction: null, unknownCommands: 0 };
  }

  record(refusal: Refusal, reply: Reply): void {
    this.#deps.recordRefusal({ ...refusal, reply: replyLine(reply), session: this.#facts });
  }

  #context() {
    const { inboundPolicy, offersAuth } = this.#deps;
    const { clientAddress, protocol } = this.#facts;
    const settings = this.#deps.settings();
    return { settings, inboundPolicy, offersAuth, clientAddress, protocol, hostname: this.hostname };
  }
}
