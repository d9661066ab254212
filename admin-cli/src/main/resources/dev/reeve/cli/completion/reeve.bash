# Completes the command line of reeve in bash 4.4 or newer: source <(reeve completion bash)
_reeve() {
  local line="${COMP_LINE:0:COMP_POINT}" offered word files=
  # Bash ends words at = : and @ as well, and replaces only what stands after the last of them: $2.
  local typed="${line##*[[:space:]]}" keep
  keep="${typed%"$2"}"
  COMPREPLY=()
  while IFS= read -r offered; do
    case $offered in
      :files) files=-f ;;
      :folders) files=-d ;;
      *)
        word="${offered%%$'\t'*}"
        COMPREPLY+=("${word#"$keep"}")
        ;;
    esac
  done < <("$1" __complete -- "$line" 2>/dev/null </dev/null)
  if [[ -n $files ]]; then
    compopt -o filenames 2>/dev/null
    while IFS= read -r offered; do
      COMPREPLY+=("$offered")
    done < <(compgen "$files" -- "${2//\\/}")
  fi
}
complete -o nosort -F _reeve reeve
