import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** One of OWASP's settings for scrypt: 32 MB and some 0.2 s of one core for each try. */
const today = { logN: 15, blockSize: 8, parallelization: 3 };
const keyOctets = 32;
const saltOctets = 16;

/** What a stored hash may ask for: a damaged one must not take all memory. */
const most = { logN: 17, blockSize: 16, parallelization: 16 };

interface PasswordHash {
  logN: number;
  blockSize: number;
  parallelization: number;
  salt: Buffer;
  key: Buffer;
}

/** `$scrypt$ln=15,r=8,p=3$salt$key`: the parameters stand with the hash, so that they can grow. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltOctets);
  const key = await derive(password, { ...today, salt, key: Buffer.alloc(keyOctets) });
  const { logN, blockSize, parallelization } = today;
  return `$scrypt$ln=${logN},r=${blockSize},p=${parallelization}$${salt.toString('base64')}$${key.toString('base64')}`;
}

/**
 * Compares in a time that does not depend on where the two differ. A null or unreadable hash takes as long as a good
 * one and is never met: the time tells nobody which users there are.
 */
export async function verifyPassword(password: string, hash: string | null): Promise<boolean> {
  const read = hash === null ? null : readHash(hash);
  const expected = read ?? { ...today, salt: Buffer.alloc(saltOctets), key: Buffer.alloc(keyOctets) };
  const equal = timingSafeEqual(await derive(password, expected), expected.key);
  return equal && read !== null;
}

function readHash(text: string): PasswordHash | null {
  const match = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/=]{20,})\$([A-Za-z0-9+/=]{40,})$/.exec(
    text,
  );
  if (!match) return null;
  const [, logN, blockSize, parallelization, salt = '', key = ''] = match;
  const hash = {
    logN: Number(logN),
    blockSize: Number(blockSize),
    parallelization: Number(parallelization),
    salt: Buffer.from(salt, 'base64'),
    key: Buffer.from(key, 'base64'),
  };
  const fits =
    hash.logN >= 1 &&
    hash.logN <= most.logN &&
    hash.blockSize >= 1 &&
    hash.blockSize <= most.blockSize &&
    hash.parallelization >= 1 &&
    hash.parallelization <= most.parallelization &&
    hash.key.length === keyOctets;
  return fits ? hash : null;
}

/** Passwords are compared as people see them (RFC 8265, OpaqueString): composed or not is no difference. */
function derive(password: string, { logN, blockSize, parallelization, salt, key }: PasswordHash): Promise<Buffer> {
  const N = 2 ** logN;
  const options = { N, r: blockSize, p: parallelization, maxmem: 256 * N * blockSize };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, key.length, options, (error, derived) =>
      error ? reject(error) : resolve(derived),
    );
  });
}
