/** The columns of evidence as CSV, in the order in which they are written: first those of observations. */
export const observationColumns = [
  'source',
  'at',
  'from',
  'to',
  'outcome',
  'reason',
  'latencyUs',
  'affected',
  'bad',
  'total',
  'value',
] as const
export const otherColumns = [
  'event',
  'exclusion',
  'fee',
  'id',
  'subject',
  'announcedAt',
  'by',
  'agreedBy',
  'amount',
  'data',
] as const
