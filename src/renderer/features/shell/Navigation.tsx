import { useConnection, useStatus } from '../../stores/appStores.tsx';
import { BrandMark } from '../../ui/BrandMark.tsx';
import { counted, wholeNumber } from '../../ui/quantity.ts';
import { PauseMenu } from '../pause/PauseMenu.tsx';
import { ColorSchemeToggle } from './ColorSchemeToggle.tsx';
import { engineState } from './engineState.ts';
import { pages } from './pages.tsx';
import { hrefOf, type PageId } from './router.ts';

const inList = pages.filter(({ isInFoot, parent }) => !isInFoot && parent === undefined);

export function Navigation({ current }: { current: PageId }) {
  const phase = useConnection((state) => state.phase);
  const status = useStatus((state) => state.status);
  const state = engineState(phase, status);
  const place = pages.find(({ id }) => id === current)?.parent ?? current;
  const waiting = status?.queue.messages ?? 0;
  return (
    <nav className="nav" aria-label="Pages">
      <a className="brand" href={hrefOf('overview')} aria-label="Sealpost">
        <BrandMark />
        <span className="brandName">Sealpost</span>
      </a>
      <ul className="navList">
        {inList.map(({ id, title, icon: Icon }) => (
          <li key={id}>
            <a className="navLink" href={hrefOf(id)} aria-current={id === place ? 'page' : undefined}>
              <Icon size={20} stroke={1.6} />
              <span className="navTitle">{title}</span>
              {id === 'queue' && waiting > 0 && (
                <span className="navCount" title={`${counted(waiting, 'message')} in the queue`} aria-hidden>
                  {waiting > 9999 ? '9,999+' : wholeNumber(waiting)}
                </span>
              )}
            </a>
          </li>
        ))}
      </ul>
      <div className="navFoot">
        <div className="engineState" data-tone={state.tone}>
          <span className="stateDot" aria-hidden />
          <span>{state.word}</span>
        </div>
        <PauseMenu />
        <div className="navFootLine">
          <a className="version" href={hrefOf('about')} aria-current={current === 'about' ? 'page' : undefined}>
            {status ? `Version ${status.version}` : 'About'}
          </a>
          <ColorSchemeToggle />
        </div>
      </div>
    </nav>
  );
}
