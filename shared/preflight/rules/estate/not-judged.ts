/** Entries of the catalogue about hosts, networks, plans and clusters that are no rule here, each with the reason. */
export const notJudged: Readonly<Record<string, string>> = {
  'vcenter-fingerprint-match':
    'The connection itself judges it: nothing is read from a server whose certificate is not the trusted one.',
  'provider-connection':
    'The connection itself judges it: without a login there are no facts, and "Check connection" says why.',
  'provider-tls-skipped':
    'There is no way to skip the check of a certificate: trust is by fingerprint or authority.',
  'xcopy-ssh-readiness': 'Copies by the storage array (XCOPY) are not offered.',
  'plan-vddk-offload-mixed': 'Copies by the storage array are not offered, so that no plan can mix both.',
  'plan-netapp-shift': 'NetApp Shift is not offered: disks are always copied with VDDK.',
  'plan-name-templates': 'A plan has no templates for names: they are made from the names of VM and disk.',
  'plan-service-account':
    'A plan names no service account: the run makes what it needs and removes it again.',
  'plan-hooks': 'A plan has no hooks.',
  'plan-conversion-temp-storage': 'A plan has no scratch storage of its own: guests are converted in place.',
  'plan-critical-concerns':
    'It is the verdict: a VM with an open critical finding is blocked, and so counted.',
}
