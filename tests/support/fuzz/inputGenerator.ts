import { z } from 'zod';

/** A schema as JSON Schema has it; what is not used here is left out. */
const nodeSchema = z.looseObject({
  type: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  items: z.unknown().optional(),
  minItems: z.number().optional(),
  maxItems: z.number().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  format: z.string().optional(),
  pattern: z.string().optional(),
  additionalProperties: z.unknown().optional(),
});

export interface InputGenerator {
  /** Mostly what the schema takes; strings are picked from words that mean something here. */
  valid(): unknown;
  /** A valid one with something wrong in one place. */
  nearlyValid(): unknown;
  /** A valid one whose lists end with what they begin with: much of that is good item by item, and not as a whole. */
  doubled(): unknown;
}

/** Anything that JSON can carry. */
export function randomJson(random: () => number, depth = 3): unknown {
  const kind = Math.floor(random() * (depth > 0 ? 8 : 6));
  switch (kind) {
    case 0:
      return null;
    case 1:
      return random() < 0.5;
    case 2:
      return pick(random, [0, -1, 1.5, 1e308, 2 ** 53, -0, 65536]);
    case 3:
    case 4:
      return pick(random, strangeStrings);
    case 5:
      return '';
    case 6:
      return Array.from({ length: random() * 4 }, () => randomJson(random, depth - 1));
    default:
      return Object.fromEntries(
        Array.from({ length: random() * 4 }, () => [pick(random, strangeKeys), randomJson(random, depth - 1)]),
      );
  }
}

const strangeKeys = ['id', 'pattern', '__proto__', 'constructor', 'toString', '', 'a.b', 'filter', 'limit', '0'];
const strangeStrings = [
  '\0',
  '\r\n250 ok',
  '../../etc/passwd',
  "'; DROP TABLE rule; --",
  '%',
  '_',
  '\ud800',
  '\u202eexample',
  '"',
  '*',
  '*.',
  '.',
  '{{7*7}}',
  '<script>alert(1)</script>',
  'x'.repeat(5000),
  'NaN',
  '9999-99-99T99:99:99Z',
  '=cmd|calc',
];

function pick<Item>(random: () => number, items: readonly Item[]): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('There is nothing to pick from.');
  return item;
}

/** `words` are strings that exist in the engine: ids, domains, addresses. */
export function createInputGenerator(
  schema: z.ZodType,
  random: () => number,
  words: () => readonly string[],
): InputGenerator {
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' });

  const text = (node: z.infer<typeof nodeSchema>): string => {
    if (node.format === 'date-time') return new Date(Math.floor(random() * 4e12)).toISOString();
    const most = Math.min(node.maxLength ?? 300, 300);
    const known = random() < 0.9 ? pick(random, words()) : pick(random, strangeStrings);
    return known.slice(0, most).padEnd(Math.min(node.minLength ?? 0, most), 'x');
  };

  const make = (raw: unknown): unknown => {
    const node = nodeSchema.parse(raw);
    if (node.const !== undefined) return node.const;
    if (node.enum) return pick(random, node.enum);
    const choices = node.anyOf ?? node.oneOf;
    if (choices) return make(pick(random, choices));
    switch (node.type) {
      case 'null':
        return null;
      case 'boolean':
        return random() < 0.5;
      case 'integer':
      case 'number': {
        const from = Math.max(node.minimum ?? 0, -1e6);
        const to = Math.min(node.maximum ?? from + 1000, from + 1e6);
        return Math.floor(from + random() * (to - from + 1));
      }
      case 'string':
        return text(node);
      case 'array': {
        const fewest = node.minItems ?? 0;
        const most = Math.min(node.maxItems ?? 5, fewest + 4);
        return Array.from({ length: fewest + random() * (most - fewest + 1) }, () => make(node.items ?? {}));
      }
      case 'object': {
        const required = new Set(node.required);
        // With little in it, it is more often good.
        const share = pick(random, [0.4, 0.05]);
        const given = Object.entries(node.properties ?? {}).filter(([name]) => required.has(name) || random() < share);
        return Object.fromEntries(given.map(([name, property]) => [name, make(property)]));
      }
      default:
        return randomJson(random, 1);
    }
  };

  /** Changes one place somewhere below. */
  const spoil = (value: unknown): unknown => {
    if (Array.isArray(value) && value.length > 0 && random() < 0.8) {
      const at = Math.floor(random() * value.length);
      return value.map((item, index) => (index === at ? spoil(item) : item));
    }
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      const entries = Object.entries(value);
      const chance = random();
      if (chance < 0.15) return { ...value, [pick(random, strangeKeys)]: randomJson(random, 1) };
      if (chance < 0.3 && entries.length > 0) {
        const gone = pick(random, entries)[0];
        return Object.fromEntries(entries.filter(([name]) => name !== gone));
      }
      if (entries.length > 0) {
        const [spoiled, its] = pick(random, entries);
        return { ...value, [spoiled]: spoil(its) };
      }
    }
    return randomJson(random, 2);
  };

  return { valid: () => make(root), nearlyValid: () => spoil(make(root)), doubled: () => doubleLists(make(root)) };
}

function doubleLists(value: unknown): unknown {
  if (Array.isArray(value)) return [...value, ...value.slice(0, 1)];
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, its]) => [name, doubleLists(its)]));
}
