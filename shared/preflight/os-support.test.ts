import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GUEST_FAMILIES } from './os-guests.ts'
import { osSupport, type GuestWords } from './os-support.ts'

function guest(guestId: string, guestName = '', guestDetails = ''): GuestWords {
  return { guestId, guestName, configuredGuestId: '', configuredGuestName: '', guestDetails }
}

const IDS = GUEST_FAMILIES.flatMap(({ ids }) => ids.split(' ').filter((id) => id !== ''))

describe('the table', () => {
  it('has each id once', () => {
    expect(new Set(IDS.map((id) => id.toLowerCase())).size).toBe(IDS.length)
    expect(IDS.length).toBeGreaterThanOrEqual(205)
  })

  it('never calls unsupported what it converts, nor supports what it refuses', () => {
    for (const { tier, converts, key } of GUEST_FAMILIES) {
      expect([key, tier === 'unsupported']).toEqual([key, converts === 'no'])
      if (['certified', 'vendor', 'community'].includes(tier)) expect([key, converts]).toEqual([key, 'yes'])
    }
  })
})

describe('osSupport', () => {
  it('answers for every id of the table, whatever its case', () => {
    fc.assert(
      fc.property(fc.constantFrom(...IDS), fc.boolean(), (id, lower) => {
        const family = GUEST_FAMILIES.find(({ ids }) => ids.split(' ').includes(id))
        const { tier, converts } = osSupport(guest(lower ? id.toLowerCase() : id))
        expect({ tier, converts }).toEqual({ tier: family?.tier, converts: family?.converts })
      }),
    )
  })

  it('says of anything else that it is unknown', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9_]{0,12}x$/), (id) => {
        const answer = osSupport(guest(`${id}Guest`))
        expect(answer).toMatchObject({ tier: 'unknown', converts: 'unknown' })
        expect(answer.why).not.toBe('')
      }),
    )
  })

  it.each([
    ['rhel9_64Guest', 'Red Hat Enterprise Linux 9 (64-bit)', '', 'certified', 'yes'],
    ['windows9Server64Guest', 'Microsoft Windows Server 2016 or later (64-bit)', '', 'certified', 'yes'],
    ['windows9Server64Guest', 'Microsoft Windows Server 2019 (64-bit)', '', 'certified', 'yes'],
    ['windows9_64Guest', 'Microsoft Windows 10 (64-bit)', '', 'certified', 'yes'],
    ['windows7Server64Guest', 'Microsoft Windows Server 2008 R2 (64-bit)', '', 'none', 'yes'],
    ['darwin21_64Guest', 'Apple macOS 12 (64-bit)', '', 'unsupported', 'no'],
    ['ubuntu64Guest', 'Ubuntu Linux (64-bit)', '', 'unknown', 'yes'],
    ['ubuntu64Guest', 'Ubuntu Linux (64-bit)', "prettyName='Ubuntu 22.04.3 LTS'", 'vendor', 'yes'],
    ['ubuntu64Guest', 'Ubuntu Linux (64-bit)', "prettyName='Ubuntu 14.04 LTS'", 'none', 'yes'],
    ['ubuntu64Guest', 'Ubuntu Linux (64-bit)', "prettyName='Ubuntu 26.04 LTS'", 'unknown', 'yes'],
    ['other5xLinux64Guest', 'Other 5.x Linux (64-bit)', "prettyName='Rocky Linux 9.3'", 'none', 'yes'],
    ['other5xLinux64Guest', 'Other 5.x Linux (64-bit)', '', 'unknown', 'unknown'],
    ['otherLinux64Guest', 'VMware Photon OS (64-bit)', '', 'unsupported', 'no'],
    ['centos9_64Guest', 'CentOS 9 (64-bit)', "prettyName='CentOS Stream 10'", 'community', 'yes'],
  ])('%s, %s %s: %s, converts %s', (id, name, details, tier, converts) => {
    expect(osSupport(guest(id, name, details))).toMatchObject({ tier, converts, name })
  })

  it.each([
    ['Red Hat Enterprise Linux 10 (64-bit)', 'certified'],
    ['Red Hat Enterprise Linux 6 (64-bit)', 'none'],
    ['Microsoft Windows Server 2022 (64-bit)', 'certified'],
    ['Microsoft Windows Server 2012 (64-bit)', 'none'],
    ['Microsoft Windows 10 (32-bit)', 'none'],
    ['CentOS 4/5 or later (64-bit)', 'none'],
    ['Oracle Linux 8 (64-bit)', 'vendor'],
    ['Oracle Solaris 11 (64-bit)', 'unsupported'],
    ['SUSE Linux Enterprise 15 (64-bit)', 'vendor'],
    ['SUSE Linux Enterprise 12 (64-bit)', 'none'],
    ['Debian GNU/Linux 12 (64-bit)', 'community'],
    ['Debian GNU/Linux 12 (32-bit)', 'none'],
    ['Debian GNU/Linux 9 (64-bit)', 'none'],
    ['FreeBSD 13 (64-bit)', 'unsupported'],
    ['Other (64-bit)', 'unknown'],
  ])('knows %s by its name alone: %s', (name, tier) => {
    expect(osSupport(guest('', name)).tier).toBe(tier)
  })

  it('prefers what Tools tell over what somebody chose', () => {
    const vm = { ...guest('rhel9_64Guest'), configuredGuestId: 'otherGuest', configuredGuestName: 'Other' }
    expect(osSupport(vm).tier).toBe('certified')
    expect(osSupport({ ...vm, guestId: '' }).tier).toBe('unknown')
  })

  it('tells the next step up', () => {
    expect(osSupport(guest('centos7_64Guest')).upgrade).toBe('Red Hat Enterprise Linux 7')
    expect(osSupport(guest('rhel9_64Guest')).upgrade).toBeUndefined()
  })
})
