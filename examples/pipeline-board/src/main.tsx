import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RelayEnvironmentProvider } from 'react-relay';
import { Board } from './Board.tsx';
import './board.css';
import { createEnvironment } from './relay/environment.ts';

const environment = createEnvironment(new URL('/graphql', window.location.href).href);
const root = document.getElementById('root');
if (root === null) throw new Error('index.html must have an element #root');

createRoot(root).render(
  <StrictMode>
    <RelayEnvironmentProvider environment={environment}>
      <Board />
    </RelayEnvironmentProvider>
  </StrictMode>,
);
