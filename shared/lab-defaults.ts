/** The demo lab where nothing else was said: sizes, and the seed of its disks and credentials. */
export const LAB_DEFAULTS = { seed: 'palletjack', vms: 24, hosts: 4, timeScale: 1 } as const
