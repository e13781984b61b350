import { describe, expect, it } from 'vitest'
import { parseStartOptions, toArguments } from './arguments.ts'
import { chooseShell } from './choose-shell.ts'

const parsed = (args: string[], tolerant = false) => {
  const result = parseStartOptions(args, tolerant)
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.message}`)
  return result.value
}

describe('start options', () => {
  it('have quiet defaults', () => {
    expect(parsed([])).toEqual({
      home: undefined,
      demo: false,
      lab: false,
      labSettings: {},
      shell: undefined,
      help: false,
    })
  })

  it('are read', () => {
    const options = parsed([
      '--demo',
      '--home',
      '/h',
      '--shell=web',
      '--seed',
      's',
      '--time-scale',
      '2.5',
      '--vms=5',
    ])
    expect(options).toMatchObject({ demo: true, lab: true, home: '/h', shell: 'web' })
    expect(options.labSettings).toEqual({ seed: 's', timeScale: 2.5, vms: 5 })
  })

  it.each([
    [['--shell', 'curses'], 'There is no shell "curses".'],
    [['--lab', '--vms', 'many'], '--vms has to be a whole number'],
    [['--vms', '5'], '--vms is for the lab, which was not asked for.'],
    [['--nonsense'], "Unknown option '--nonsense'"],
    [['--home'], "Option '--home <value>' argument missing"],
    [['stray'], "Unexpected argument 'stray'"],
  ])('are refused with one sentence: %j', (args, sentence) => {
    const result = parseStartOptions(args)
    expect(result.ok).toBe(false)
    if (result.ok) return
    expect(result.problem.code).toMatch(/^input\./)
    expect(result.problem.message).toContain(sentence)
    expect(result.problem.message).not.toContain('\n')
  })

  it('leave alone what is meant for Chromium where they are told to', () => {
    const args = [
      '--no-sandbox',
      '--inspect=0',
      '/app',
      '--home',
      '/h',
      '--lab',
      '--seed=x',
      'stray',
      '--enable-x',
    ]
    expect(parsed(args, true)).toMatchObject({ home: '/h', lab: true, labSettings: { seed: 'x' } })
  })

  it('survive being handed on', () => {
    const options = parsed(['--demo', '--home', '/a b', '--seed=-x', '--hosts', '3', '--time-scale=4'])
    expect(parsed(['/app', ...toArguments(options)], true)).toEqual({ ...options, shell: undefined })
  })
})

describe('choice of the shell', () => {
  const screen = { DISPLAY: ':0' }
  const machine = (change: object = {}) => ({
    platform: 'linux' as NodeJS.Platform,
    env: screen as NodeJS.ProcessEnv,
    uid: 1000 as number | undefined,
    electron: () => Promise.resolve<string | undefined>('/electron'),
    ...change,
  })

  it('is the desktop window where it can run', async () => {
    expect(await chooseShell(undefined, machine())).toEqual({ shell: 'electron', binary: '/electron' })
    expect(await chooseShell('electron', machine())).toMatchObject({ shell: 'electron' })
    const mac = machine({ platform: 'darwin', env: {}, uid: 501 })
    expect(await chooseShell(undefined, mac)).toMatchObject({ shell: 'electron' })
  })

  it('is the browser when asked, without a reason', async () => {
    expect(await chooseShell('web', machine())).toEqual({ shell: 'web', browser: true, reason: '' })
  })

  it.each([
    ['no screen', { env: {} }, false, 'no screen'],
    ['a remote session', { env: { ...screen, SSH_CONNECTION: 'x' } }, false, 'remote session'],
    ['an automated run', { env: { ...screen, CI: 'true' } }, false, 'automated run'],
    ['root', { uid: 0 }, true, 'root'],
    ['no Electron', { electron: () => Promise.resolve(undefined) }, true, 'Electron is not installed'],
  ])('is the browser with %s, in one sentence', async (_name, change, browser, word) => {
    const choice = await chooseShell(undefined, machine(change))
    expect(choice).toMatchObject({ shell: 'web', browser })
    if (choice.shell !== 'web') return
    expect(choice.reason).toContain(word)
    expect(choice.reason.match(/\./g)).toHaveLength(1)
  })

  it('never asks for Electron where its window could not be shown', async () => {
    const electron = () => Promise.reject(new Error('asked'))
    for (const change of [{ env: {} }, { uid: 0 }, { env: { ...screen, CI: '1' } }])
      expect(await chooseShell(undefined, machine({ ...change, electron }))).toMatchObject({ shell: 'web' })
  })
})
