import { z } from 'zod';

/** Of one message: outbound leaves the office, inbound goes to an internal route. */
export const messageDirections = ['outbound', 'inbound'] as const;
export const messageDirectionSchema = z.enum(messageDirections);
export type MessageDirection = z.infer<typeof messageDirectionSchema>;

/** Of a rule. */
export const ruleDirections = ['outbound', 'inbound', 'both'] as const;
export const ruleDirectionSchema = z.enum(ruleDirections);
export type RuleDirection = z.infer<typeof ruleDirectionSchema>;
