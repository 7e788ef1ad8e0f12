import type { ReactNode } from 'react';
import { graphql, useFragment } from 'react-relay';
import type { ConnectionFacts_connector$key } from '../__generated__/ConnectionFacts_connector.graphql.ts';
import { Ago } from '../ui/Ago.tsx';

/** What is to be known of a connection: above all what somebody must do. */
export function ConnectionFacts({ connector }: { connector: ConnectionFacts_connector$key }) {
  const data = useFragment(
    graphql`
      fragment ConnectionFacts_connector on Connector {
        fivetranId
        service
        syncFrequency
        scheduleType
        dailySyncTime
        succeededAt
        failedAt
        createdAt
        group {
          name
        }
        destination {
          service
          region
        }
        connectedBy {
          givenName
          familyName
          email
        }
        status {
          rescheduledFor
          tasks {
            code
            message
          }
          warnings {
            code
            message
          }
        }
      }
    `,
    connector,
  );
  const { status, connectedBy: owner, destination } = data;
  const ago = (at: string | null | undefined) => (at == null ? 'never' : <Ago at={at} />);
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['Last success', ago(data.succeededAt)],
    ['Last failure', ago(data.failedAt)],
    ...(status?.rescheduledFor == null
      ? []
      : [['Put off until', <Ago key="at" at={status.rescheduledFor} />] as const]),
    ['Syncs', scheduleOf(data.scheduleType, data.syncFrequency, data.dailySyncTime)],
    ['Service', data.service],
    ['Group', data.group?.name],
    ['Destination', destination == null ? 'none' : `${destination.service}, ${destination.region}`],
    [
      'Set up by',
      owner?.email == null ? 'somebody who has left' : `${owner.givenName} ${owner.familyName}, ${owner.email}`,
    ],
    ['Made', ago(data.createdAt)],
    ['Id', <code key="id">{data.fivetranId}</code>],
  ];
  return (
    <>
      {status?.tasks?.map(({ code, message }) => (
        <p key={code} className="task">
          <strong>To do:</strong> {message}
        </p>
      ))}
      {status?.warnings?.map(({ code, message }) => (
        <p key={code} className="task task-warning">
          <strong>Warning:</strong> {message}
        </p>
      ))}
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value ?? 'unknown'}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function scheduleOf(
  type: string | null | undefined,
  minutes: number | null | undefined,
  time: string | null | undefined,
) {
  if (type === 'MANUAL') return 'only when asked';
  if (minutes == null) return undefined;
  if (minutes === 1440) return time == null ? 'daily' : `daily at ${time}`;
  return minutes % 60 === 0 ? `every ${minutes === 60 ? 'hour' : `${minutes / 60} hours`}` : `every ${minutes} minutes`;
}
