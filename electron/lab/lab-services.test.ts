import { request } from 'node:https'
import { connect } from 'node:net'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startLab } from './lab.ts'
import type { Lab } from './service.ts'

let dir: string
let lab: Lab
let cookie = ''
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'lab-services-'))
  lab = await startLab({ seed: 'services', vms: 3, hosts: 2, timeScale: 50, dir })
  const { username, password } = lab.endpoints.vcenter
  await soap(
    '<Login xmlns="urn:vim25"><_this type="SessionManager">SessionManager</_this>' +
      `<userName>${username}</userName><password>${password}</password></Login>`,
  )
}, 60_000)
afterAll(async () => {
  await lab.close()
  await rm(dir, { recursive: true })
})

/** Sends one call to the lab's vCenter and keeps its session. Throws what is not HTTP 200. */
function soap(call: string): Promise<void> {
  const body =
    '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>' +
    `${call}</e:Body></e:Envelope>`
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', headers: { cookie }, rejectUnauthorized: false }
    const sent = request(lab.endpoints.vcenter.url, options, (response) => {
      cookie = response.headers['set-cookie']?.[0]?.split(';')[0] ?? cookie
      let text = ''
      response.on('data', (part: Buffer) => (text += part.toString()))
      response.on('end', () => (response.statusCode === 200 ? resolve() : reject(new Error(text))))
    })
    sent.once('error', reject)
    sent.end(body)
  })
}

const service = (method: string): Promise<void> =>
  soap(
    `<${method} xmlns="urn:vim25"><_this type="HostServiceSystem">serviceSystem-101</_this><id>TSM-SSH</id></${method}>`,
  )
const firewall = (method: string): Promise<void> =>
  soap(
    `<${method} xmlns="urn:vim25"><_this type="HostFirewallSystem">firewallSystem-101</_this><id>sshServer</id></${method}>`,
  )

/** What a host's SSH port says first, or why nobody answers. */
function greeting(host: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(lab.endpoints.esxi[host]!.port, '127.0.0.1')
    const end = (text: string): void => {
      socket.destroy()
      resolve(text)
    }
    socket.once('data', (data) => end(data.toString('latin1').slice(0, 7)))
    socket.once('error', (error) => end((error as NodeJS.ErrnoException).code ?? 'error'))
  })
}

describe('the SSH service of a host', () => {
  it('runs until it is stopped through the vCenter, and again when it is started', async () => {
    expect(await greeting(0)).toBe('SSH-2.0')
    await service('StopService')
    expect([await greeting(0), await greeting(1)]).toEqual(['ECONNREFUSED', 'SSH-2.0'])
    await service('StartService')
    expect(await greeting(0)).toBe('SSH-2.0')
  })

  it('is behind the firewall of the host', async () => {
    await firewall('DisableRuleset')
    expect(await greeting(0)).toBe('ECONNREFUSED')
    await firewall('EnableRuleset')
    expect(await greeting(0)).toBe('SSH-2.0')
  })
})
