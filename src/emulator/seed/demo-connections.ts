/** The groups and connections of the demo company, an outfitter with shops in six countries. */

export interface GroupOfDemo {
  readonly name: string;
  readonly created: string;
  readonly destination?: {
    readonly service: string;
    readonly region: string;
    readonly offset: string;
    readonly status?: 'connected' | 'incomplete' | 'broken';
    readonly host: string;
  };
  /** Who has a role in it: the role, then names. */
  readonly members: Readonly<Record<string, readonly string[]>>;
  readonly connections: readonly ConnectionOfDemo[];
}

export interface ConnectionOfDemo {
  readonly service: string;
  readonly schema: string;
  readonly by: string;
  readonly created: string;
  /** Minutes between syncs. */
  readonly every: number;
  /** Minutes since the last success; absent when there was none. */
  readonly last?: number;
  /** Minutes since the last failure. */
  readonly failed?: number;
  /** @default 'scheduled' */
  readonly state?: 'scheduled' | 'syncing' | 'paused' | 'broken' | 'incomplete' | 'rescheduled' | 'new';
  /** "HH:00", with `every` 1440. */
  readonly at?: string;
  readonly manual?: boolean;
  readonly historical?: boolean;
  readonly delayed?: boolean;
  readonly handling?: 'ALLOW_COLUMNS' | 'BLOCK_ALL';
  readonly task?: { readonly code: string; readonly message: string };
  readonly warning?: { readonly code: string; readonly message: string };
  /** How long its syncs take, as a multiple of an ordinary one. */
  readonly slow?: number;
  /** How its syncs end from now on, in turns; well, unless told. */
  readonly outcomes?: readonly ('SUCCESSFUL' | 'FAILURE' | 'RESCHEDULED')[];
}

const reconnect = { code: 'reconnect', message: 'Reconnect: the credentials were rejected by the source' };

export const groups: readonly GroupOfDemo[] = [
  {
    name: 'Analytics',
    created: '2023-02-07T10:02:11',
    destination: {
      service: 'snowflake',
      region: 'AWS_EU_CENTRAL_1',
      offset: '+1',
      host: 'larkspur.eu-central-1.snowflakecomputing.com',
    },
    members: {
      'Destination Administrator': ['Priya Raghavan', 'Jonas Lindqvist'],
      'Destination Analyst': ['Aiko Tanabe', 'Nikhil Deshpande', 'Mei-Ling Zhou', 'Hannah Grünwald'],
      'Destination Reviewer': ['Connor Walsh', 'Anouk Visser', 'Gabriel Moreau'],
    },
    connections: [
      {
        service: 'postgres',
        schema: 'shop',
        by: 'Priya Raghavan',
        created: '2023-02-08T09:12:44',
        every: 15,
        last: 6,
        state: 'scheduled',
      },
      {
        service: 'salesforce',
        schema: 'salesforce',
        by: 'Jonas Lindqvist',
        created: '2023-02-21T14:30:02',
        every: 60,
        last: 22,
      },
      { service: 'zendesk', schema: 'zendesk', by: 'Aiko Tanabe', created: '2023-04-18T08:54:37', every: 60, last: 51 },
      {
        service: 'shopify',
        schema: 'shopify_eu',
        by: 'Priya Raghavan',
        created: '2023-05-02T11:20:19',
        every: 30,
        last: 12,
      },
      {
        service: 'shopify',
        schema: 'shopify_us',
        by: 'Priya Raghavan',
        created: '2023-05-02T11:41:50',
        every: 30,
        last: 29,
      },
      {
        service: 'stripe',
        schema: 'stripe',
        by: 'Tomás Ferreira',
        created: '2023-06-13T16:08:28',
        every: 180,
        last: 140,
      },
      {
        service: 'mysql',
        schema: 'loyalty',
        by: 'Daniel Mbeki',
        created: '2023-10-09T12:15:06',
        every: 60,
        last: 3,
        state: 'syncing',
        slow: 12,
      },
      {
        service: 'sql_server',
        schema: 'wms',
        by: 'Emeka Nwosu',
        created: '2024-10-21T09:40:53',
        every: 360,
        last: 2_950,
        failed: 61,
        state: 'broken',
        delayed: true,
        task: reconnect,
      },
      {
        service: 'google_analytics_4',
        schema: 'ga4',
        by: 'Chiara Bellandi',
        created: '2023-12-05T10:01:15',
        every: 360,
        last: 200,
        failed: 12,
        state: 'rescheduled',
        delayed: true,
        outcomes: ['SUCCESSFUL', 'RESCHEDULED'],
      },
      {
        service: 'intercom',
        schema: 'intercom',
        by: 'Oskar Brandt',
        created: '2023-03-01T15:26:40',
        every: 360,
        last: 344,
      },
      {
        service: 'twilio',
        schema: 'twilio',
        by: 'Nikhil Deshpande',
        created: '2024-07-15T07:33:21',
        every: 720,
        last: 505,
      },
      {
        service: 'webhooks',
        schema: 'events.app_events',
        by: 'Mei-Ling Zhou',
        created: '2025-06-20T06:12:03',
        every: 5,
        last: 2,
      },
    ],
  },
  {
    name: 'Marketing',
    created: '2023-05-24T13:18:09',
    destination: { service: 'big_query', region: 'GCP_EUROPE_WEST3', offset: '+1', host: 'marketing.larkspur.example' },
    members: {
      'Destination Administrator': ['Chiara Bellandi'],
      'Destination Analyst': ['Sofia Castellanos', 'Freya Johansen'],
      'Connector Creator': ['Victor Delacroix'],
    },
    connections: [
      {
        service: 'google_ads',
        schema: 'google_ads',
        by: 'Chiara Bellandi',
        created: '2023-05-25T09:05:48',
        every: 360,
        last: 77,
      },
      {
        service: 'facebook_ads',
        schema: 'facebook_ads',
        by: 'Chiara Bellandi',
        created: '2023-05-25T09:38:12',
        every: 360,
        last: 4_320,
        failed: 180,
        state: 'broken',
        delayed: true,
        task: { code: 'reconnect', message: 'Reconnect: the access token has expired' },
      },
      {
        service: 'linkedin_ads',
        schema: 'linkedin_ads',
        by: 'Sofia Castellanos',
        created: '2024-09-03T08:22:30',
        every: 720,
        last: 318,
      },
      {
        service: 'tiktok_ads',
        schema: 'tiktok_ads',
        by: 'Sofia Castellanos',
        created: '2024-11-11T13:47:57',
        every: 720,
        last: 690,
      },
      {
        service: 'klaviyo',
        schema: 'klaviyo',
        by: 'Freya Johansen',
        created: '2025-01-21T10:29:14',
        every: 60,
        last: 18,
        warning: { code: 'resync_table_warning', message: 'Resync Table Warning' },
      },
      {
        service: 'hubspot',
        schema: 'hubspot',
        by: 'Chiara Bellandi',
        created: '2023-08-17T15:51:36',
        every: 180,
        last: 95,
      },
      {
        service: 'google_search_console',
        schema: 'search_console',
        by: 'Freya Johansen',
        created: '2025-02-04T09:00:05',
        every: 1440,
        at: '04:00',
        last: 480,
      },
      {
        service: 'mailchimp',
        schema: 'mailchimp_old',
        by: 'Anouk Visser',
        created: '2024-06-10T12:36:22',
        every: 1440,
        last: 172_800,
        state: 'paused',
      },
      {
        service: 'google_sheets',
        schema: 'budgets.media_plan',
        by: 'Sofia Castellanos',
        created: '2025-04-29T08:17:43',
        every: 60,
        last: 41,
        handling: 'ALLOW_COLUMNS',
      },
    ],
  },
  {
    name: 'Finance',
    created: '2023-06-01T08:30:27',
    destination: {
      service: 'redshift',
      region: 'AWS_EU_WEST_1',
      offset: '0',
      host: 'finance.cx1a2b3c.eu-west-1.redshift.amazonaws.com',
    },
    members: {
      'Destination Administrator': ['Samuel Achterberg'],
      'Destination Analyst': ['Leila Haddad', 'Yusuf Demir'],
      'Destination Reviewer': ['Beatrice Lowell'],
    },
    connections: [
      {
        service: 'netsuite_suiteanalytics',
        schema: 'netsuite',
        by: 'Leila Haddad',
        created: '2023-07-20T10:45:39',
        every: 360,
        last: 250,
        handling: 'BLOCK_ALL',
      },
      {
        service: 'quickbooks',
        schema: 'quickbooks_uk',
        by: 'Yusuf Demir',
        created: '2024-03-12T09:54:01',
        every: 720,
        last: 610,
      },
      {
        service: 'xero',
        schema: 'xero_ie',
        by: 'Yusuf Demir',
        created: '2024-03-12T10:20:44',
        every: 720,
        last: 71_000,
        state: 'paused',
      },
      {
        service: 'stripe',
        schema: 'stripe_payouts',
        by: 'Leila Haddad',
        created: '2023-09-05T14:02:58',
        every: 1440,
        at: '02:00',
        last: 600,
      },
      {
        service: 'workday',
        schema: 'workday.headcount',
        by: 'Samuel Achterberg',
        created: '2025-09-08T11:11:25',
        every: 1440,
        at: '05:00',
        state: 'incomplete',
      },
      {
        service: 'oracle',
        schema: 'erp',
        by: 'Oskar Brandt',
        created: '2023-06-19T13:27:16',
        every: 480,
        last: 402,
        handling: 'ALLOW_COLUMNS',
      },
    ],
  },
  {
    name: 'Product & Engineering',
    created: '2023-11-06T09:16:50',
    destination: {
      service: 'databricks',
      region: 'AWS_EU_CENTRAL_1',
      offset: '+1',
      host: 'dbc-4f1e2d3c-7a6b.cloud.databricks.com',
    },
    members: {
      'Destination Administrator': ['Rafael Ortiz', 'Ingrid Solberg'],
      'Destination Analyst': ['Daniel Mbeki', 'Emeka Nwosu', 'Victor Delacroix'],
    },
    connections: [
      {
        service: 'github',
        schema: 'github',
        by: 'Ingrid Solberg',
        created: '2023-11-07T08:08:31',
        every: 60,
        last: 37,
      },
      { service: 'jira', schema: 'jira', by: 'Ingrid Solberg', created: '2023-11-07T08:44:05', every: 60, last: 9 },
      { service: 'mongo', schema: 'app', by: 'Rafael Ortiz', created: '2024-01-15T10:33:49', every: 30, last: 21 },
      {
        service: 'aurora_postgres',
        schema: 'telemetry',
        by: 'Rafael Ortiz',
        created: '2026-09-30T12:25:37',
        every: 60,
        state: 'syncing',
        historical: true,
        slow: 200,
      },
      {
        service: 'dynamodb',
        schema: 'sessions',
        by: 'Victor Delacroix',
        created: '2025-03-18T14:19:20',
        every: 360,
        last: 300,
        failed: 75,
        outcomes: ['FAILURE', 'SUCCESSFUL'],
      },
      {
        service: 's3',
        schema: 'exports.parquet',
        by: 'Emeka Nwosu',
        created: '2024-12-02T09:57:11',
        every: 1440,
        last: 800,
        manual: true,
      },
      {
        service: 'aws_cloudtrail',
        schema: 'cloudtrail',
        by: 'Ingrid Solberg',
        created: '2025-05-12T07:48:58',
        every: 360,
        last: 133,
      },
      {
        service: 'asana',
        schema: 'asana',
        by: 'Hannah Grünwald',
        created: '2024-02-27T16:36:04',
        every: 720,
        last: 46_000,
        state: 'paused',
      },
    ],
  },
  {
    name: 'Staging',
    created: '2024-06-04T11:52:33',
    destination: {
      service: 'postgres_warehouse',
      region: 'GCP_EUROPE_WEST3',
      offset: '0',
      status: 'broken',
      host: 'staging-warehouse.larkspur.example',
    },
    members: { 'Destination Administrator': ['Nikhil Deshpande'], 'Destination Analyst': ['Mei-Ling Zhou'] },
    connections: [
      {
        service: 'postgres',
        schema: 'shop_staging',
        by: 'Nikhil Deshpande',
        created: '2024-06-05T09:03:42',
        every: 1440,
        last: 20_160,
        failed: 1_400,
        state: 'broken',
        delayed: true,
        task: { code: 'reconnect_warehouse', message: 'Reconnect the destination: it refuses connections' },
      },
      {
        service: 'google_cloud_postgresql',
        schema: 'guides_staging',
        by: 'Mei-Ling Zhou',
        created: '2025-08-13T06:50:15',
        every: 720,
        last: 9_000,
        state: 'paused',
      },
      {
        service: 'airtable',
        schema: 'store_openings',
        by: 'Gabriel Moreau',
        created: '2026-10-12T10:05:00',
        every: 360,
        state: 'incomplete',
      },
    ],
  },
  {
    name: 'Sandbox EU',
    created: '2026-10-19T08:40:06',
    members: { 'Destination Administrator': ['Mei-Ling Zhou'] },
    connections: [
      {
        service: 'notion',
        schema: 'notion_trial',
        by: 'Mei-Ling Zhou',
        created: '2026-10-19T08:58:24',
        every: 360,
        state: 'new',
      },
    ],
  },
];
