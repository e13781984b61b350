/** One set of names, three sets of values. Everything that has a colour takes it from here. */

export type Mode = 'light' | 'dark' | 'contrast'

export interface Tokens {
  /** Behind everything, the panels on it, and what lies inside a panel (table heads, wells). */
  readonly ground: string
  readonly surface: string
  readonly well: string
  readonly border: string
  /** Border of a control: 3:1 against its surface (WCAG 1.4.11). */
  readonly controlBorder: string
  readonly text: string
  readonly textSoft: string
  readonly brand: string
  readonly onBrand: string
  /** A filled button under the pointer. */
  readonly brandHover: string
  /** Tint behind what is selected. */
  readonly brandTint: string
  readonly hover: string
  /** Hi-vis amber: an action is waiting for the person, and nothing else. */
  readonly action: string
  readonly onAction: string
  readonly failed: string
  readonly failedTint: string
  readonly done: string
  readonly running: string
  readonly waiting: string
  /** Empty part of a bar. */
  readonly track: string
}

const light: Tokens = {
  ground: '#f1f4f5',
  surface: '#ffffff',
  well: '#f5f7f8',
  border: '#d5dcdf',
  controlBorder: '#7d8a91',
  text: '#11181b',
  textSoft: '#445057',
  brand: '#0f6b6b',
  onBrand: '#ffffff',
  brandHover: '#0a5252',
  brandTint: '#e2f0ef',
  hover: '#edf2f3',
  action: '#ffb000',
  onAction: '#1d1400',
  failed: '#b3201c',
  failedTint: '#fdf0ef',
  done: '#1b6e35',
  running: '#1a5fb4',
  waiting: '#5f6b72',
  track: '#dde4e6',
}

const dark: Tokens = {
  ground: '#0d1214',
  surface: '#141b1e',
  well: '#101719',
  border: '#29353a',
  controlBorder: '#6b7a81',
  text: '#e8eef0',
  textSoft: '#b1bdc3',
  brand: '#4fb3ae',
  onBrand: '#04211f',
  brandHover: '#6cc7c2',
  brandTint: '#173331',
  hover: '#1b2529',
  action: '#ffb422',
  onAction: '#1d1400',
  failed: '#ff8f86',
  failedTint: '#2b1817',
  done: '#6ccf8a',
  running: '#7fb5ff',
  waiting: '#94a2a9',
  track: '#26323a',
}

const contrast: Tokens = {
  ground: '#000000',
  surface: '#000000',
  well: '#0a0a0a',
  border: '#ffffff',
  controlBorder: '#ffffff',
  text: '#ffffff',
  textSoft: '#f2f2f2',
  brand: '#6ff0e8',
  onBrand: '#000000',
  brandHover: '#a5f7f2',
  brandTint: '#003b38',
  hover: '#202020',
  action: '#ffcc00',
  onAction: '#000000',
  failed: '#ff9c95',
  failedTint: '#1f0000',
  done: '#8cf5a6',
  running: '#a6ceff',
  waiting: '#e0e0e0',
  track: '#4a4a4a',
}

export const TOKENS: Readonly<Record<Mode, Tokens>> = { light, dark, contrast }
