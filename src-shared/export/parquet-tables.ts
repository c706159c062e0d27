// The Parquet files there are: one for each kind of fact and of link.
export const parquetTables = [
  'deployments',
  'incidents',
  'issues',
  'builds',
  'changes',
  'repositories',
  'commits',
  'deployment_changes',
  'incident_deployments',
  'waiting_changes',
] as const
export type ParquetTable = (typeof parquetTables)[number]
