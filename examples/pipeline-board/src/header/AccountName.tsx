import { graphql, useLazyLoadQuery } from 'react-relay';
import type { AccountNameQuery } from '../__generated__/AccountNameQuery.graphql.ts';
import { useFetchKey } from '../state/revision.ts';

export function AccountName() {
  const { viewer } = useLazyLoadQuery<AccountNameQuery>(
    graphql`
      query AccountNameQuery {
        viewer {
          upstream
          account {
            name
          }
        }
      }
    `,
    {},
    { fetchKey: useFetchKey() },
  );
  return (
    <p className="account">
      {viewer.account?.name}
      {viewer.upstream === 'EMULATOR' && <span className="badge">demo data</span>}
    </p>
  );
}
