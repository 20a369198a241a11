import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { displayDomain } from '../../ui/idn.ts';
import { DomainTestResult } from './DomainTestResult.tsx';

/** A pattern cannot be tested, but a name that it covers can. */
export function WildcardTest({ parent }: { parent: string }) {
  const [typed, setTyped] = useState('');
  const [domain, setDomain] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim() !== '') setDomain(typed.trim());
  };
  return (
    <div className="entry">
      <section className="story">
        <h3>There is no test of a wildcard</h3>
        <p>
          The rule covers every name below <bdi>{displayDomain(parent)}</bdi>, and each may have mail servers of its
          own. Which names get mail is known only when it is sent. Every delivery is held to the rule all the same.
        </p>
      </section>
      <form className="wildcardLine" onSubmit={submit}>
        <TextInput
          label={`A domain below ${displayDomain(parent)}`}
          placeholder={`mail.${displayDomain(parent)}`}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
        />
        <Button type="submit" variant="default">
          Test it
        </Button>
      </form>
      {domain !== null && <DomainTestResult key={domain} domain={domain} rule={null} />}
    </div>
  );
}
