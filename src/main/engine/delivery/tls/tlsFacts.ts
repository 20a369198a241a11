/** What a handshake told us of the peer, as plain values: the decisions in this folder are made from these alone. */
export interface TlsFacts {
  /** `TLSv1.3`, as Node names it. */
  protocol: string;
  /** OpenSSL's name of the cipher suite. */
  cipher: string;
  /** Null where the peer showed no certificate: an anonymous cipher suite. */
  leaf: LeafFacts | null;
  /** The TLS library's name for why the chain leads to no trusted root or is not valid today; null where it is fine. */
  chainError: string | null;
  /** A key or signature in the chain is too weak by our own count. Not every TLS library refuses those. */
  weakChain: boolean;
  /** DER, as the peer sent them, its own certificate first. */
  chain: readonly Buffer[];
}

export interface LeafFacts {
  dnsNames: readonly string[];
  ipAddresses: readonly string[];
  /** Base64 SHA-256 of the SubjectPublicKeyInfo (RFC 7469 §2.4); null for a key that the TLS library cannot read. */
  spkiPin: string | null;
}

/** What stands between us and the peer at the moment an envelope is about to be written. */
export type Link = { kind: 'plain' } | { kind: 'tls'; facts: TlsFacts };
