/** What the network probe's container runs. Needs bash, getent and timeout, and writes nothing but its results. */
import { DNS_SECONDS, PARALLEL, TCP_SECONDS } from './limits.ts'

/**
 * Targets come in PROBE_SERVERS, one a line: "host port[@address] ...". The results go to the termination log,
 * which is read from the pod's status without a right to read logs, and to the output, which has no limit.
 * Their form is that of network-results.ts. The results of a thousand hosts fit into the 4096 bytes that a
 * kubelet keeps; addresses are added as far as they fit.
 */
export const networkScript = `set -u
export LC_ALL=C
out=\${PROBE_OUT:-/dev/termination-log}
for tool in getent timeout; do
  command -v "$tool" >/dev/null 2>&1 && continue
  printf 'palletjack-network/1 lacks %s\\n' "$tool" >"$out"
  exit 3
done

try_port() {
  local words
  words=$(timeout ${TCP_SECONDS} bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$2" 2>&1)
  case "$?:$words" in
    0:*) printf o ;;
    124:* | 137:* | *'timed out'*) printf t ;;
    *refused*) printf r ;;
    *'No route'* | *unreachable*) printf u ;;
    *'not known'* | *'name resolution'*) printf n ;;
    *) printf e ;;
  esac
}

look() {
  local index=$1 host=$2 found code codes spec port to addresses='' address
  shift 2
  found=$(timeout ${DNS_SECONDS} getent ahosts "$host" 2>/dev/null)
  case $? in
    0) code=o ;;
    2) code=n ;;
    124 | 137) code=t ;;
    *) code=e ;;
  esac
  codes=$code
  while read -r address _; do
    case " $addresses " in *" $address "*) ;; *) addresses="$addresses $address" ;; esac
  done < <(printf '%s\\n' "$found")
  for spec in "$@"; do
    port=\${spec%%@*}
    to=$host
    [ "$port" = "$spec" ] || to=\${spec#*@}
    if [ "$to" = "$host" ] && [ "$code" != o ]; then codes="$codes-"; else codes="$codes$(try_port "$to" "$port")"; fi
  done
  printf '%s %s%s\\n' "$index" "$codes" "$addresses"
}

look_at_all() {
  local index=0 running=0 host ports
  while read -r host ports; do
    [ -n "$host" ] || continue
    if [ "$running" -ge ${PARALLEL} ]; then wait -n; else running=$((running + 1)); fi
    # The ports are words of their own.
    look "$index" "$host" $ports &
    index=$((index + 1))
  done < <(printf '%s\\n' "$PROBE_SERVERS")
  wait
}

count=0
while read -r host _; do [ -n "$host" ] && count=$((count + 1)); done < <(printf '%s\\n' "$PROBE_SERVERS")
while read -r index code list; do
  [ -n "$index" ] || continue
  codes[index]=$code
  addresses[index]=$list
done < <(look_at_all)

short="palletjack-network/1 $count"$'\\n'
for ((i = 0; i < count; i++)); do short="$short\${codes[i]:-?} "; done
long=$short
for ((i = 0; i < count; i++)); do
  line=$'\\n'"$i \${addresses[i]:-}"
  long="$long$line"
  if [ $((\${#short} + \${#line})) -le 4000 ]; then short="$short$line"; fi
done
printf '%s\\n' "$long"
printf '%s\\n' "$short" >"$out"
`
