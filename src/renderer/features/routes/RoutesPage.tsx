import { ActionIcon, Button, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconPencil, IconPlus, IconRoute, IconShieldCheck, IconTrash } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { Route } from '../../../shared/contract/route.ts';
import { useRoutes } from '../../stores/appStores.tsx';
import { Emptiness } from '../../ui/Emptiness.tsx';
import { displayDomain } from '../../ui/idn.ts';
import { tellDone, tellFailed } from '../../ui/notify.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { relativeTime } from '../../ui/time.ts';
import { useNow } from '../../ui/useNow.ts';
import { RouteForm } from './RouteForm.tsx';
import './routes.css';
import { linkModeWords } from './routeWords.ts';
import { ValidateDialog } from './ValidateDialog.tsx';

/** The internal mail servers to which mail for our own domains goes. */
export function RoutesPage() {
  const { routes, loaded, open, remove } = useRoutes((state) => state);
  const [form, setForm] = useState<{ opened: boolean; route: Route | null }>({ opened: false, route: null });
  const [validating, setValidating] = useState(false);
  useEffect(() => open(), [open]);

  return (
    <div className="page pageScrolls">
      <PageHeader
        title="Routes"
        actions={
          <>
            <Button
              variant="default"
              leftSection={<IconShieldCheck size={18} />}
              disabled={routes.length === 0}
              onClick={() => setValidating(true)}
            >
              Validate
            </Button>
            <Button leftSection={<IconPlus size={18} />} onClick={() => setForm({ opened: true, route: null })}>
              Add route
            </Button>
          </>
        }
      >
        Where mail for your own domains goes inside.
      </PageHeader>
      {loaded && routes.length === 0 && (
        <Emptiness icon={<IconRoute size={30} stroke={1.5} />} title="No internal route yet">
          Add your mail server here if mail from outside for your own domains comes in through Sealpost. If you only
          send through it, you need none.
        </Emptiness>
      )}
      {routes.length > 0 && (
        <ul className="routeList" aria-label="Internal server routes">
          {routes.map((route) => (
            <RouteRow
              key={route.id}
              route={route}
              onChange={() => setForm({ opened: true, route })}
              onRemove={() => askToRemove(route, remove)}
            />
          ))}
        </ul>
      )}
      <RouteForm {...form} onClose={() => setForm((shown) => ({ ...shown, opened: false }))} />
      <ValidateDialog opened={validating} onClose={() => setValidating(false)} />
    </div>
  );
}

function RouteRow({ route, onChange, onRemove }: { route: Route; onChange(): void; onRemove(): void }) {
  const now = useNow();
  return (
    <li className="routeRow">
      <span className="stacked routeName">
        <span className="strong clipped" title={route.name}>
          {route.name}
        </span>
        <span className="quieter clipped" title={route.domains.map(displayDomain).join(', ')}>
          {route.domains.map(displayDomain).join(', ')}
        </span>
      </span>
      <span className="clipped routeHost" title={`${route.host}:${route.port}`}>{`${route.host}:${route.port}`}</span>
      <span className="stacked">
        <span>
          <ToneMark tone={route.validatedAt === null ? 'plain' : 'good'}>{linkModeWords[route.mode]}</ToneMark>
        </span>
        <span className="quieter">
          {route.validatedAt === null ? 'Not validated' : `Validated ${relativeTime(route.validatedAt, now)}`}
        </span>
      </span>
      <span className="quieter">Priority {route.priority}</span>
      <span className="routeActions">
        <ActionIcon variant="subtle" color="gray" aria-label={`Change ${route.name}`} onClick={onChange}>
          <IconPencil size={18} />
        </ActionIcon>
        <ActionIcon variant="subtle" color="gray" aria-label={`Delete ${route.name}`} onClick={onRemove}>
          <IconTrash size={18} />
        </ActionIcon>
      </span>
    </li>
  );
}

function askToRemove(route: Route, remove: (id: string) => Promise<void>): void {
  modals.openConfirmModal({
    title: `Delete ${route.name}?`,
    children: (
      <Text size="sm">
        Mail for {route.domains.map(displayDomain).join(', ')} then goes to the other routes of that domain. Where there
        is none, it waits in the queue until you add one.
      </Text>
    ),
    labels: { confirm: 'Delete', cancel: 'Keep it' },
    confirmProps: { color: 'red' },
    closeButtonProps: { 'aria-label': 'Close' },
    onConfirm: () => {
      remove(route.id).then(
        () => tellDone(`${route.name} is deleted.`),
        (error: unknown) => tellFailed(`${route.name} was not deleted`, error),
      );
    },
  });
}
