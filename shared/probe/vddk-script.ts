/** What the VDDK image's container runs: plain sh with built-in commands only, since the image may hold no others. */

/** PROBE_ROOT is for tests; it is empty in a pod. The result has the form of vddk-results.ts. */
export const vddkScript = `out=\${PROBE_OUT:-/dev/termination-log}
root=\${PROBE_ROOT:-}
say() {
  printf 'palletjack-vddk/1 %s %s\\n' "$1" "$2"
  printf 'palletjack-vddk/1 %s %s\\n' "$1" "$2" >"$out"
  exit 0
}
real=
broken=
for dir in "$root/vmware-vix-disklib-distrib" "$root/opt/vmware-vix-disklib-distrib"; do
  for file in "$dir"/lib64/libvixDiskLib.so*; do
    if [ -e "$file" ]; then
      if [ \${#file} -gt \${#real} ]; then real=$file; fi
    elif [ -L "$file" ]; then
      broken=$file
    fi
  done
  if [ -n "$real" ]; then break; fi
done
if [ -n "$real" ]; then
  if [ -r "$real" ]; then say found "$real"; fi
  say unreadable "$real"
fi
if [ -n "$broken" ]; then say broken "$broken"; fi
for dir in "$root/vmware-vix-disklib-distrib" "$root/opt/vmware-vix-disklib-distrib"; do
  if [ -d "$dir/vmware-vix-disklib-distrib" ]; then say nested "$dir/vmware-vix-disklib-distrib"; fi
  if [ -d "$dir" ]; then say empty "$dir"; fi
done
for file in "$root"/VMware-vix-disklib* "$root"/opt/VMware-vix-disklib*; do
  if [ -e "$file" ]; then say archive "$file"; fi
done
say missing /vmware-vix-disklib-distrib
`
