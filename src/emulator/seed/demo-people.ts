/** The people of the demo company. `gone` ones have left: their account is deleted, what they made stays. */
export interface Person {
  readonly name: string;
  readonly role: string | null;
  readonly joined: string;
  /** Hours since the last login; absent when there was none. */
  readonly seenHoursAgo?: number;
  readonly state?: 'invited' | 'suspended' | 'gone';
  readonly phone?: string;
}

export const people: readonly Person[] = [
  {
    name: 'Maren Okafor',
    role: 'Account Administrator',
    joined: '2023-02-06T09:14:22',
    seenHoursAgo: 2,
    phone: '+4930901820',
  },
  { name: 'Tomás Ferreira', role: 'Account Administrator', joined: '2023-02-06T09:31:05', seenHoursAgo: 20 },
  { name: 'Priya Raghavan', role: 'Account Analyst', joined: '2023-03-14T13:02:47', seenHoursAgo: 1 },
  { name: 'Jonas Lindqvist', role: 'Account Analyst', joined: '2023-04-03T08:45:10', seenHoursAgo: 5 },
  { name: 'Aiko Tanabe', role: 'Account Analyst', joined: '2023-05-22T07:20:31', seenHoursAgo: 26 },
  { name: 'Samuel Achterberg', role: 'Account Billing', joined: '2023-05-30T10:11:12', seenHoursAgo: 330 },
  { name: 'Leila Haddad', role: 'Account Reviewer', joined: '2023-07-11T11:40:00', seenHoursAgo: 71 },
  { name: 'Connor Walsh', role: 'Account Reviewer', joined: '2023-08-01T15:03:55', seenHoursAgo: 400 },
  { name: 'Ingrid Solberg', role: null, joined: '2023-09-19T09:00:17', seenHoursAgo: 8 },
  { name: 'Daniel Mbeki', role: null, joined: '2023-10-02T12:30:42', seenHoursAgo: 12 },
  { name: 'Chiara Bellandi', role: null, joined: '2023-11-27T16:21:09', seenHoursAgo: 3 },
  { name: 'Rafael Ortiz', role: 'Account Analyst', joined: '2024-01-08T09:05:33', seenHoursAgo: 50 },
  { name: 'Hannah Grünwald', role: null, joined: '2024-02-12T10:48:26', seenHoursAgo: 4 },
  { name: 'Yusuf Demir', role: null, joined: '2024-03-04T08:15:51', seenHoursAgo: 29 },
  { name: 'Beatrice Lowell', role: 'Account Reviewer', joined: '2024-04-16T14:55:03', seenHoursAgo: 190 },
  { name: 'Nikhil Deshpande', role: null, joined: '2024-06-03T09:22:44', seenHoursAgo: 6 },
  { name: 'Sofia Castellanos', role: null, joined: '2024-08-26T11:37:18', seenHoursAgo: 15 },
  { name: 'Emeka Nwosu', role: null, joined: '2024-10-07T07:59:29', seenHoursAgo: 33 },
  { name: 'Freya Johansen', role: 'Account Reviewer', joined: '2025-01-13T10:10:10', seenHoursAgo: 99 },
  { name: 'Victor Delacroix', role: null, joined: '2025-03-10T13:44:36', seenHoursAgo: 9 },
  { name: 'Mei-Ling Zhou', role: null, joined: '2025-06-02T06:31:58', seenHoursAgo: 2 },
  { name: 'Patrick O’Shea', role: null, joined: '2023-06-05T09:41:00', seenHoursAgo: 4100, state: 'suspended' },
  {
    name: 'Anouk Visser',
    role: 'Account Reviewer',
    joined: '2024-05-21T12:00:21',
    seenHoursAgo: 2900,
    state: 'suspended',
  },
  { name: 'Gabriel Moreau', role: null, joined: '2026-09-28T09:30:00', state: 'invited' },
  { name: 'Zanele Khumalo', role: 'Account Analyst', joined: '2026-10-05T14:12:40', state: 'invited' },
  { name: 'Oskar Brandt', role: null, joined: '2023-02-20T09:00:00', state: 'gone' },
];

export interface TeamOfDemo {
  readonly name: string;
  readonly description: string;
  readonly role: string | null;
  /** The first one manages it. */
  readonly members: readonly string[];
}

export const teams: readonly TeamOfDemo[] = [
  {
    name: 'Data Platform',
    description: 'Runs the warehouses and what flows into them',
    role: 'Account Analyst',
    members: ['Priya Raghavan', 'Jonas Lindqvist', 'Aiko Tanabe', 'Nikhil Deshpande', 'Mei-Ling Zhou'],
  },
  {
    name: 'Marketing Analytics',
    description: 'Campaigns, attribution and the shop funnel',
    role: null,
    members: ['Chiara Bellandi', 'Sofia Castellanos', 'Freya Johansen', 'Anouk Visser'],
  },
  {
    name: 'Finance Systems',
    description: 'Ledgers, invoices and the month-end close',
    role: null,
    members: ['Samuel Achterberg', 'Leila Haddad', 'Yusuf Demir'],
  },
  {
    name: 'Product Engineering',
    description: 'Owners of the source databases',
    role: null,
    members: ['Ingrid Solberg', 'Daniel Mbeki', 'Emeka Nwosu', 'Victor Delacroix', 'Rafael Ortiz', 'Hannah Grünwald'],
  },
  { name: 'Auditors', description: 'External; read only', role: 'Account Reviewer', members: ['Beatrice Lowell'] },
  { name: 'Store Openings', description: 'Not staffed yet', role: null, members: [] },
];
