import { type ReactNode, Suspense } from 'react';
import { useObservable } from '../state/observable.ts';
import { revision } from '../state/revision.ts';
import { ErrorBoundary } from './ErrorBoundary.tsx';

/** A part of the page that loads, and fails, by itself. `name` says what it is, in the words "… could not be loaded". */
export function Region({ name, children }: { name: string; children: ReactNode }) {
  return (
    <ErrorBoundary name={name} resetBy={useObservable(revision)}>
      <Suspense fallback={<Loading name={name} />}>{children}</Suspense>
    </ErrorBoundary>
  );
}

function Loading({ name }: { name: string }) {
  return (
    <div className="loading" role="status">
      <span className="visually-hidden">{name}: loading</span>
      <span className="bone" />
      <span className="bone" />
      <span className="bone" />
    </div>
  );
}
