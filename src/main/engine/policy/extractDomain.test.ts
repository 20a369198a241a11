import { expect, test } from 'vitest';
import { extractDomain } from './extractDomain.ts';

test.each([
  ['example.com', 'example.com'],
  [' example.com ', 'example.com'],
  ['*.example.com', '*.example.com'],
  ['bob@example.com', 'example.com'],
  ['"bob@home"@example.com', 'example.com'],
  ['Bob Jones <bob@example.com>', 'example.com'],
  ['<bob@example.com>', 'example.com'],
  ['@example.com', 'example.com'],
  ['"example.com"', 'example.com'],
  ["'example.com'", 'example.com'],
  ['mailto:bob@example.com?subject=a@b', 'example.com'],
  ['SMTP:bob@example.com', 'example.com'],
  ['https://example.com', 'example.com'],
  ['https://example.com/path', 'example.com'],
  ['https://user:secret@example.com:8443/path?q=a@b#c', 'example.com'],
  ['https://www.example.com/', 'example.com'],
  ['HTTP://WWW.example.co.uk', 'example.co.uk'],
  ['https://www.example/', 'www.example'],
  ['www.example.com', 'www.example.com'],
  ['example.com/path', 'example.com'],
  ['example.com:587', 'example.com'],
  ['https://*.example.com/', '*.example.com'],
  ['2001:db8::1', '2001:db8::1'],
  ['[2001:db8::1]:25', '[2001:db8::1]'],
  ['not a domain', 'not a domain'],
  ['bob@', ''],
  ['', ''],
])('%j has %j in it', (text, domain) => {
  expect(extractDomain(text)).toBe(domain);
});
