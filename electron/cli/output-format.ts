export const OUTPUTS = ['table', 'json', 'yaml', 'csv'] as const
export type OutputFormat = (typeof OUTPUTS)[number]
