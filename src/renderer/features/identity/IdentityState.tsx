import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { OwnCertificate, PendingRequest } from '../../../shared/contract/ownCertificate.ts';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { useNow } from '../../ui/useNow.ts';
import { validityOf } from '../certificate/validity.ts';
import { renewalWords, trustWords, warningSentences } from './identityWords.ts';
import { RequestActions } from './RequestText.tsx';

/** How our certificate is doing, in words. */
export function IdentityState({ own }: { own: OwnCertificate }) {
  const { title, text } = trustWords(own);
  const { tone, words } = validityOf(own.certificate, useNow());
  return (
    <section className="panel identityState" aria-labelledby="identityStateTitle">
      <h2 className="panelTitle" id="identityStateTitle">
        {title}
      </h2>
      <p>
        <ToneMark tone={tone}>{words}</ToneMark>
      </p>
      <p>{text}</p>
      <p>{renewalWords(own, own.certificate.notAfter)}</p>
      {own.warnings.map((warning) => (
        <div className="identityWarning" data-tone="wait" key={warning}>
          <IconAlertTriangle size={18} stroke={1.8} aria-hidden />
          <p>
            <strong>{warningSentences[warning].title}.</strong> {warningSentences[warning].advice}
          </p>
        </div>
      ))}
    </section>
  );
}

/** The request that an authority has not answered yet. */
export function WaitingRequest({ request, onImport }: { request: PendingRequest; onImport(): void }) {
  return (
    <section className="panel identityState" aria-labelledby="waitingRequestTitle">
      <h2 className="panelTitle" id="waitingRequestTitle">
        A request waits for its answer
      </h2>
      <p className="breakAnywhere">For {request.names.join(', ')}</p>
      <p className="quieter">
        Made <RelativeTime at={request.createdAt} />. Its key is kept here until the answer is imported.
      </p>
      <RequestActions csr={request.csr} />
      <div>
        <Button size="xs" onClick={onImport}>
          Import the answer
        </Button>
      </div>
    </section>
  );
}
