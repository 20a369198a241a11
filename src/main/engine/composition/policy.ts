import type { Route } from '../../../shared/contract/route.ts';
import { createRuleBook, type RuleBook } from '../policy/ruleBook.ts';
import { createRouteStore, createRuleStore, type RouteStore, type RuleStore } from '../policy/store.ts';
import type { Db } from '../storage/database.ts';

/** Rules and routes: as they are saved, and in memory for each connection to be decided by. */
export interface PolicyParts {
  rules: { book: RuleBook; store: RuleStore };
  routes: {
    list(): readonly Route[];
    store: RouteStore;
    /** After a change of the store. */
    reload(): void;
  };
}

export function composePolicy(db: Db): PolicyParts {
  const ruleStore = createRuleStore(db);
  const routeStore = createRouteStore(db);
  let routes: readonly Route[] = routeStore.list();
  return {
    rules: { book: createRuleBook(ruleStore.list()), store: ruleStore },
    routes: {
      list: () => routes,
      store: routeStore,
      reload() {
        routes = routeStore.list();
      },
    },
  };
}
