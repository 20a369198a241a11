/** The server's half of AUTH PLAIN and LOGIN (RFC 4954, RFC 4616): each call takes a line and gives the reply to it. */
export class SmtpAuth {
  authenticated = false;
  #step: { kind: 'plain' } | { kind: 'login-username' } | { kind: 'login-password'; username: string } | null = null;

  /** True while the next line is no command but a response of the client. */
  get waiting(): boolean {
    return this.#step !== null;
  }

  start(line: string, expected: Credentials): string {
    const [, mechanism = '', initial] = line.split(' ');
    switch (mechanism.toUpperCase()) {
      case 'PLAIN':
        if (initial !== undefined) return this.#checkPlain(initial, expected);
        this.#step = { kind: 'plain' };
        return '334 ';
      case 'LOGIN':
        this.#step = { kind: 'login-username' };
        return '334 VXNlcm5hbWU6';
      default:
        return '504 5.5.4 Mechanism not known';
    }
  }

  resume(line: string, expected: Credentials): string {
    const step = this.#step;
    this.#step = null;
    if (step?.kind === 'plain') return this.#checkPlain(line, expected);
    const text = Buffer.from(line, 'base64').toString('utf8');
    if (step?.kind === 'login-password') return this.#finish({ username: step.username, password: text }, expected);
    this.#step = { kind: 'login-password', username: text };
    return '334 UGFzc3dvcmQ6';
  }

  #checkPlain(response: string, expected: Credentials): string {
    const [, username = '', password = ''] = Buffer.from(response, 'base64').toString('utf8').split('\0');
    return this.#finish({ username, password }, expected);
  }

  #finish(given: Credentials, expected: Credentials): string {
    this.authenticated = given.username === expected.username && given.password === expected.password;
    return this.authenticated ? '235 2.7.0 Authentication successful' : '535 5.7.8 Authentication failed';
  }
}

export interface Credentials {
  username: string;
  password: string;
}
