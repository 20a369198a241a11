import { expect, test } from 'vitest';
import { decodeEncodedWords } from './encodedWords.ts';

test.each([
  ['plain text', 'plain text'],
  ['=?utf-8?Q?Gr=C3=BC=C3=9Fe_aus_K=C3=B6ln?=', 'Grüße aus Köln'],
  ['=?UTF-8?B?5L2g5aW9?= world', '你好 world'],
  ['=?iso-8859-1?q?caf=E9?=', 'café'],
  ['=?utf-8*de?Q?Stra=C3=9Fe?=', 'Straße'],
  ['Re: =?utf-8?Q?a?= =?utf-8?Q?b?= c', 'Re: ab c'],
  ['=?utf-8?B?5L0=?= =?utf-8?B?oA==?=', '你'],
  ['=?utf-8?Q?a?=\t =?iso-8859-1?Q?=E9?=', 'aé'],
  ['=?x-unknown?Q?a=E9?=', '=?x-unknown?Q?a=E9?='],
  ['=?utf-8?Q?not closed', '=?utf-8?Q?not closed'],
  ['=?shift_jis?B?k/qWew==?=', '日本'],
])('%s', (text, expected) => {
  expect(decodeEncodedWords(text)).toBe(expected);
});
