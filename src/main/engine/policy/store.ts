import { z } from 'zod';
import { type Route, routeSchema } from '../../../shared/contract/route.ts';
import { type Rule, ruleSchema } from '../../../shared/contract/rule.ts';
import { type RuleVerdict, ruleVerdictSchema } from '../../../shared/contract/verdict.ts';
import { sortNaturally } from '../../../shared/domain/naturalOrder.ts';
import type { Db } from '../storage/database.ts';

const fieldsSchema = ruleSchema.omit({ id: true, createdAt: true, updatedAt: true });
const ruleRowSchema = z.object({ id: z.string(), fields: z.string(), created_at: z.int(), updated_at: z.int() });

/** The rules as saved, at most one for each pair of pattern and direction's side. Writes run inside a transaction. */
export interface RuleStore {
  list(): Rule[];
  save(rule: Rule): void;
  remove(id: string): boolean;
  listVerdicts(): Map<string, RuleVerdict>;
  saveVerdict(ruleId: string, verdict: RuleVerdict): void;
}

const verdictRowSchema = z.object({
  rule_id: z.string(),
  result: ruleVerdictSchema.shape.result,
  code: ruleVerdictSchema.shape.code,
  checked_at: z.int(),
  certificate_not_after: z.int().nullable(),
});

/** Throws for a row that is none of a rule. */
export function readRuleRow(raw: unknown): Rule {
  const row = ruleRowSchema.parse(raw);
  return {
    id: row.id,
    ...fieldsSchema.parse(JSON.parse(row.fields)),
    createdAt: new Date(row.created_at).toISOString(),
    updatedAt: new Date(row.updated_at).toISOString(),
  };
}

export function createRuleStore(db: Db): RuleStore {
  const select = db.prepare('SELECT id, fields, created_at, updated_at FROM rule ORDER BY pattern');
  const upsert = db.prepare(`
    INSERT INTO rule (id, pattern, direction, fields, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET pattern = excluded.pattern, direction = excluded.direction, fields = excluded.fields,
      updated_at = excluded.updated_at`);
  const remove = db.prepare('DELETE FROM rule WHERE id = ?');
  const selectVerdicts = db.prepare('SELECT * FROM rule_verdict');
  // A rule that was deleted while it was being probed has no use for a verdict.
  const upsertVerdict = db.prepare(`
    INSERT INTO rule_verdict (rule_id, result, code, checked_at, certificate_not_after)
    SELECT @ruleId, @result, @code, @checkedAt, @certificateNotAfter WHERE EXISTS (SELECT 1 FROM rule WHERE id = @ruleId)
    ON CONFLICT DO UPDATE SET result = excluded.result, code = excluded.code, checked_at = excluded.checked_at,
      certificate_not_after = excluded.certificate_not_after`);

  return {
    list: () => sortNaturally(select.all().map(readRuleRow), ({ pattern }) => pattern),
    save(rule) {
      const { id, createdAt, updatedAt, ...fields } = rule;
      upsert.run(
        id,
        rule.pattern,
        rule.direction,
        JSON.stringify(fields),
        Date.parse(createdAt),
        Date.parse(updatedAt),
      );
    },
    remove: (id) => remove.run(id).changes > 0,
    listVerdicts: () =>
      new Map(
        selectVerdicts.all().map((raw) => {
          const row = verdictRowSchema.parse(raw);
          const end = row.certificate_not_after;
          return [
            row.rule_id,
            {
              result: row.result,
              code: row.code,
              checkedAt: new Date(row.checked_at).toISOString(),
              certificateNotAfter: end === null ? null : new Date(end).toISOString(),
            },
          ];
        }),
      ),
    saveVerdict(ruleId, { result, code, checkedAt, certificateNotAfter }) {
      upsertVerdict.run({
        ruleId,
        result,
        code,
        checkedAt: Date.parse(checkedAt),
        certificateNotAfter: certificateNotAfter === null ? null : Date.parse(certificateNotAfter),
      });
    },
  };
}

const routeFieldsSchema = routeSchema.omit({ id: true, validatedAt: true });
const routeRowSchema = z.object({ id: z.string(), fields: z.string(), validated_at: z.int().nullable() });

/** The internal routes, in the order in which they are tried. Writes run inside a transaction of the `Writer`. */
export interface RouteStore {
  list(): Route[];
  save(route: Route): void;
  remove(id: string): boolean;
}

/** Throws for a row that is none of a route. */
export function readRouteRow(raw: unknown): Route {
  const row = routeRowSchema.parse(raw);
  return {
    id: row.id,
    ...routeFieldsSchema.parse(JSON.parse(row.fields)),
    validatedAt: row.validated_at === null ? null : new Date(row.validated_at).toISOString(),
  };
}

export function createRouteStore(db: Db): RouteStore {
  const select = db.prepare('SELECT id, fields, validated_at FROM route');
  const upsert = db.prepare(`
    INSERT INTO route (id, fields, validated_at) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET fields = excluded.fields, validated_at = excluded.validated_at`);
  const remove = db.prepare('DELETE FROM route WHERE id = ?');

  return {
    list: () =>
      select
        .all()
        .map(readRouteRow)
        .sort(
          (one, other) =>
            one.priority - other.priority || one.name.localeCompare(other.name, undefined, { numeric: true }),
        ),
    save(route) {
      const { id, validatedAt, ...fields } = route;
      upsert.run(id, JSON.stringify(fields), validatedAt === null ? null : Date.parse(validatedAt));
    },
    remove: (id) => remove.run(id).changes > 0,
  };
}
