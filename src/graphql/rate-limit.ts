import { builder } from './builder.ts';

interface PoolShape {
  readonly name: string;
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
  readonly reserve: number;
  readonly resetAt: number | null;
}

/** Pools without a figure (a trial's setup tests a minute) have an infinite limit, which JSON cannot say. */
const finite = (value: number): number | null => (Number.isFinite(value) ? Math.floor(value) : null);

const Pool = builder.objectRef<PoolShape>('RateLimitPool').implement({
  description: 'One pool of the quota. Pools belong to the account, so others draw on them too.',
  fields: (t) => ({
    name: t.string({
      nullable: false,
      description: 'What is counted and over which time, such as `requestsHour`. Windows slide.',
      resolve: (pool) => pool.name,
    }),
    limit: t.int({
      description: 'Calls in the window; null where Fivetran names no figure.',
      resolve: (pool) => finite(pool.limit),
    }),
    used: t.int({
      nullable: false,
      description: 'Calls made within the window, by this server and, as far as Fivetran tells, by others.',
      resolve: (pool) => Math.ceil(pool.used),
    }),
    remaining: t.int({
      description: 'Calls left; null where there is no limit.',
      resolve: (pool) => finite(pool.remaining),
    }),
    reserve: t.int({
      description: "Calls that reads leave to the account's other tools.",
      resolve: (pool) => finite(pool.reserve),
    }),
    resetAt: t.field({
      type: 'DateTime',
      description: 'When the pool is whole again if nobody calls; null where it is whole.',
      resolve: (pool) => (pool.resetAt === null ? null : new Date(pool.resetAt).toISOString()),
    }),
  }),
});

builder.queryFields((t) => ({
  rateLimit: t.field({
    type: [Pool],
    nullable: false,
    description: "Every pool of the account's quota, as far as it is known here. Costs nothing.",
    resolve: (_, __, { loaders: { reader } }) => {
      reader.keepToItself();
      return reader.partition.quota.status();
    },
  }),
}));
