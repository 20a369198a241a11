export interface TlsFacts {
  /** As Node names it: `TLSv1.3`. */
  protocol: string;
  cipher: string;
  /** What the client asked for by SNI; null where it did not. */
  servername: string | null;
}

/** One message that a double took, as it was before dot-stuffing. */
export interface DoubleMessage {
  mailFrom: string;
  /** What stood behind the address in MAIL FROM: `SIZE=123 BODY=8BITMIME`. */
  mailParameters: string;
  rcptTo: string[];
  data: Buffer;
  /** Null where the message came in the clear. */
  tls: TlsFacts | null;
  /** The double's host name. */
  host: string;
}

/** Everything that one client said on one connection. */
export class ConnectionRecord {
  /** Command lines in order, without line ends. */
  readonly commands: { line: string; secure: boolean }[] = [];
  /** Every MAIL with the recipients that were named for it, accepted or not. */
  readonly envelopes: { mailFrom: string; rcptTo: string[] }[] = [];
  readonly messages: DoubleMessage[] = [];
  tls: TlsFacts | null = null;
  /** Why the handshake failed, from the double's side. */
  tlsError: Error | null = null;
  closed = false;
  readonly #clear: Buffer[] = [];
  readonly #handshake: Buffer[] = [];
  readonly #secure: Buffer[] = [];

  /** The octets before TLS, exactly. */
  get clear(): Buffer {
    return Buffer.concat(this.#clear);
  }

  /** What a double that breaks handshakes got behind its 220: a ClientHello, and whatever a careless client says next. */
  get handshake(): Buffer {
    return Buffer.concat(this.#handshake);
  }

  /** The octets inside TLS, exactly, after decryption. */
  get secure(): Buffer {
    return Buffer.concat(this.#secure);
  }

  /** All that could be read of this client, in the clear or not. */
  get readable(): Buffer {
    return Buffer.concat([...this.#clear, ...this.#handshake, ...this.#secure]);
  }

  addClear(chunk: Buffer): void {
    this.#clear.push(chunk);
  }

  addHandshake(chunk: Buffer): void {
    this.#handshake.push(chunk);
  }

  addSecure(chunk: Buffer): void {
    this.#secure.push(chunk);
  }
}
