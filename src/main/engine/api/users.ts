import { ContractError } from '../../../shared/contract/errors.ts';
import type { CommandHandlers } from '../../../shared/contract/server.ts';
import type { User } from '../../../shared/contract/user.ts';
import { toTime, toTimeOrNull } from '../storage/times.ts';
import { userProblem } from '../users/check.ts';
import { hashPassword } from '../users/passwordHash.ts';
import { normalizeUsername, type StoredUser } from '../users/store.ts';
import type { ApiContext } from './context.ts';
import { createTurns } from './turns.ts';

type UserHandlers = Pick<CommandHandlers, 'users.list' | 'users.save' | 'users.remove'>;

export function createUserHandlers({ users, writer, clock, newId }: ApiContext): UserHandlers {
  const { store, throttle } = users;
  const takeTurn = createTurns();

  const viewOf = (user: StoredUser): User => {
    const locked = throttle.lockOuts(clock.now()).find(({ of, name }) => of === 'user' && name === user.username);
    return {
      id: user.id,
      username: user.username,
      note: user.note,
      enabled: user.enabled,
      createdAt: toTime(user.createdAt),
      updatedAt: toTime(user.updatedAt),
      lastUsedAt: toTimeOrNull(user.lastUsedAt),
      lockedUntil: toTimeOrNull(locked?.until ?? null),
    };
  };

  return {
    'users.list': () => ({
      users: store.list().map(viewOf),
      lockedAddresses: throttle
        .lockOuts(clock.now())
        .filter(({ of }) => of === 'address')
        .map(({ name, until }) => ({ address: name, until: toTime(until) })),
    }),
    'users.save': (input) =>
      takeTurn(async () => {
        const existing = store.list().find(({ id }) => id === input.id) ?? null;
        if (input.id !== undefined && !existing) throw notFound('id');
        const problem = userProblem(input, existing, store.list());
        if (problem) throw new ContractError(problem);
        const passwordHash = input.password === undefined ? existing?.passwordHash : await hashPassword(input.password);
        if (passwordHash === undefined) throw new Error('A new user without a password passed the check.');
        const user: StoredUser = {
          id: existing?.id ?? newId(),
          username: normalizeUsername(input.username),
          note: input.note ?? existing?.note ?? '',
          enabled: input.enabled ?? existing?.enabled ?? true,
          passwordHash,
          createdAt: existing?.createdAt ?? clock.now(),
          updatedAt: clock.now(),
          lastUsedAt: existing?.lastUsedAt ?? null,
        };
        await writer.write(() => {
          store.save(user);
          writer.afterCommit(() => store.reload());
        });
        throttle.forgive(user.username);
        return { user: viewOf(user) };
      }),
    'users.remove': ({ ids }) =>
      takeTurn(async () => {
        const count = await writer.write(() => {
          writer.afterCommit(() => store.reload());
          return ids.filter((id) => store.remove(id)).length;
        });
        if (count === 0) throw notFound('ids');
        return { count };
      }),
  };
}

function notFound(field: string): ContractError {
  return new ContractError({
    code: 'not-found',
    field,
    message: 'There is no such user. Somebody may have deleted it.',
  });
}
