/** Whether the VDDK library fits the vSphere that it is to read, and is there at all. */
import { probedWhen } from '../../../probe/kept.ts'
import { missingImageWords } from '../../../target/image-words.ts'
import { fact, hit, NONE, unknownHit } from '../../hits.ts'
import { probeCommands } from '../../missing-parts.ts'
import { rule } from '../../rule.ts'
import { DOCS } from './docs.ts'
import { compareVersions, concerned, onCluster } from './words.ts'

/** VMware's policy: two releases back and one forward. `before` is the first that is not covered. */
const RELEASES = [
  { library: '7.0', from: '6.5', before: '9.0' },
  { library: '8.0', from: '6.7', before: '10.0' },
  { library: '9', from: '7.0', before: '10.0' },
] as const

/** The vSphere releases that a library covers; undefined for one that is not in the table. */
export function vddkCovers(version: string): (typeof RELEASES)[number] | undefined {
  return RELEASES.find(({ library }) => version === library || version.startsWith(`${library}.`))
}

const vddkRelease = rule({
  id: 'vddk-release',
  scope: 'host',
  category: 'Critical',
  question: 'Does the release of VDDK read from this ESXi?',
  applies: 'both',
  catalogue: ['vddk-esxi-version-gap'],
  docs: DOCS.vddkReleases,
  needs: ['vddkProbe', 'hosts.version'],
  probe: 'vddk',
  remedy:
    'Use a VDDK release that covers the oldest and the newest ESXi of the plan (7.0 for ESXi 6.5 to 8.0, 8.0 from 6.7 on, 9 from 7.0 on), or move the VMs to another host.',
  evaluate(host, facts) {
    const { vddkProbe: probe } = facts
    if (!probe || concerned(facts.index.vmsByHost.get(host.id), facts).length === 0) return NONE
    const library = probe.libraryVersion
    const property = 'libvixDiskLib.so'
    const when = fact('VDDK probe', probedWhen(probe, facts.now))
    const covers = vddkCovers(library)
    if (!covers)
      return [
        {
          message:
            library === ''
              ? 'The release of the VDDK library is not known.'
              : `Which releases of vSphere VDDK ${library} reads is not known.`,
          evidence: [fact(property, library || 'not known'), when],
          commands: probeCommands('vddk', facts),
          unknown: true,
        },
      ]
    const low = compareVersions(host.version, covers.from)
    const high = compareVersions(host.version, covers.before)
    if (low === undefined || high === undefined)
      return unknownHit('The version of this host is not known.', 'config.product.version')
    if (low >= 0 && high < 0) return NONE
    return [
      {
        message: `VDDK ${library} does not cover ESXi ${host.version}: it logs in, and then cannot read disks.`,
        evidence: [fact(property, library), fact('config.product.version', host.version), when],
      },
    ]
  },
})

const vddkImage = rule({
  id: 'target-vddk-image',
  scope: 'plan',
  category: 'Critical',
  question: 'Is a VDDK image known?',
  applies: 'both',
  catalogue: ['vddk-image-configured', 'plan-vddk-required'],
  docs: DOCS.vddk,
  needs: ['target'],
  remedy: 'Build the image and name it in the settings of the target.',
  evaluate(_plan, facts) {
    const words = facts.target && missingImageWords(facts.target)
    if (!words) return NONE
    const more = {
      remedy: words.remedy,
      commands: [onCluster(facts, 'get hyperconverged -A -o jsonpath={.items[*].spec.vddkInitImage}')],
    }
    return words.state === 'none'
      ? hit(words.message, 'spec.vddkInitImage', 'not set', more)
      : unknownHit(words.message, 'spec.vddkInitImage', more)
  },
})

const vddkImageBroken = rule({
  id: 'vddk-image-broken',
  scope: 'plan',
  category: 'Critical',
  question: 'Can nodes pull the VDDK image, and does it hold the library?',
  applies: 'both',
  catalogue: ['plan-vddk-image-broken'],
  docs: DOCS.vddk,
  needs: ['vddkProbe'],
  probe: 'vddk',
  remedy:
    'Correct the image, or the access of the nodes to its registry (pull secret), and run the probe again.',
  evaluate(_plan, facts) {
    const { vddkProbe: probe } = facts
    if (!probe) return NONE
    const events = onCluster(facts, 'get events -A --field-selector reason=Failed')
    const again = probeCommands('vddk', facts)
    const when = fact('VDDK probe', probedWhen(probe, facts.now))
    for (const [property, look] of [
      ['pull', probe.pull],
      ['libvixDiskLib.so', probe.library],
    ] as const) {
      const evidence = [fact('image', probe.image), fact(property, look.detail || look.state), when]
      if (look.state === 'failed')
        return [
          {
            message: look.detail || `The VDDK image ${probe.image} cannot be used.`,
            evidence,
            commands: [events, ...again],
          },
        ]
      if (look.state !== 'ok')
        return [
          {
            message: `Whether the VDDK image can be used is not known. ${look.detail}`.trim(),
            evidence,
            remedy: 'Probe the VDDK image again, in the namespace that is meant.',
            commands: again,
            unknown: true,
          },
        ]
    }
    return NONE
  },
})

export const vddkRules = [vddkRelease, vddkImage, vddkImageBroken]
