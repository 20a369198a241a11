import { Alert, Button, Modal, NumberInput, Stack, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Refusal } from '../../../shared/contract/errors.ts';
import type { Route } from '../../../shared/contract/route.ts';
import { refusalOfError } from '../../client/engineConnection.ts';
import { useRoutes } from '../../stores/appStores.tsx';
import { displayDomain } from '../../ui/idn.ts';
import { tellDone } from '../../ui/notify.ts';

interface RouteFormProps {
  opened: boolean;
  /** Null for a new one. */
  route: Route | null;
  onClose(): void;
}

export function RouteForm({ opened, route, onClose }: RouteFormProps) {
  const title = route ? `Settings of ${route.name}` : 'Add a route';
  return (
    <Modal opened={opened} onClose={onClose} title={title} size={560} closeOnClickOutside={false}>
      <Fields route={route} onClose={onClose} />
    </Modal>
  );
}

function Fields({ route, onClose }: Omit<RouteFormProps, 'opened'>) {
  const save = useRoutes((state) => state.save);
  const [name, setName] = useState(route?.name ?? '');
  const [domains, setDomains] = useState(route?.domains.map(displayDomain).join('\n') ?? '');
  const [host, setHost] = useState(route?.host ?? '');
  const [port, setPort] = useState<number | string>(route?.port ?? 25);
  const [priority, setPriority] = useState<number | string>(route?.priority ?? 10);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [missing, setMissing] = useState<Record<string, string>>({});
  const [saving, setSaving] = useState(false);
  const field = refusal?.field?.split('.')[0];
  const errorOf = (each: string) => missing[each] ?? (field === each && refusal ? refusal.message : null);
  const known = ['name', 'domains', 'host', 'port', 'priority'];

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setRefusal(null);
    const left = missingIn(domains, host);
    setMissing(left);
    if (Object.keys(left).length > 0) return;
    setSaving(true);
    try {
      const saved = await save({
        ...(route ? { id: route.id, mode: route.mode } : {}),
        name: name.trim() || host.trim(),
        domains: domains.split(/[\s,;]+/).filter((domain) => domain !== ''),
        host: host.trim(),
        port: Number(port),
        priority: Number(priority),
      });
      tellDone(route ? `${saved.name} is changed.` : `${saved.name} is added. Validate it next.`);
      onClose();
    } catch (error) {
      setRefusal(refusalOfError(error));
      setSaving(false);
    }
  };

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        {refusal && !known.includes(field ?? '') && <Alert color="red">{refusal.message}</Alert>}
        <TextInput
          label="Name"
          placeholder="For example: Exchange. Empty: the name of the server"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={errorOf('name')}
          data-autofocus
        />
        <Textarea
          label="Domains"
          description="Your own domains that this server takes mail for, one a line."
          value={domains}
          onChange={(event) => setDomains(event.currentTarget.value)}
          error={errorOf('domains')}
          autosize
          minRows={2}
          spellCheck={false}
        />
        <div className="routeServer">
          <TextInput
            label="Server"
            placeholder="mail.your-domain.example"
            value={host}
            onChange={(event) => setHost(event.currentTarget.value)}
            error={errorOf('host')}
            spellCheck={false}
          />
          <NumberInput
            label="Port"
            value={port}
            onChange={setPort}
            error={errorOf('port')}
            min={1}
            max={65535}
            hideControls
          />
          <NumberInput
            label="Priority"
            title="A lower number is tried first"
            value={priority}
            onChange={setPriority}
            error={errorOf('priority')}
            min={0}
            max={65535}
            hideControls
          />
        </div>
        <div className="formFoot">
          <span className="quieter">
            The certificate must be for the server's name as entered here. Of several routes of a domain, the one with
            the lowest priority is tried first.
          </span>
          <div className="formButtons">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={saving}>
              {route ? 'Save' : 'Add route'}
            </Button>
          </div>
        </div>
      </Stack>
    </form>
  );
}

/** What has to be entered first, by its field. */
function missingIn(domains: string, host: string): Record<string, string> {
  return {
    ...(domains.trim() === '' ? { domains: 'Enter at least one domain of yours.' } : {}),
    ...(host.trim() === '' ? { host: 'Enter the name of the server, or its address.' } : {}),
  };
}
