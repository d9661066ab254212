#compdef reeve
# Completes the command line of reeve in zsh: source <(reeve completion zsh) after compinit, or as file _reeve in a folder of fpath.
_reeve() {
  local line="${(j: :)words[1,CURRENT-1]} $PREFIX" offered word files=
  local -a described
  while IFS= read -r offered; do
    case $offered in
      :files) files=any ;;
      :folders) files=folders ;;
      *$'\t'*)
        word="${offered%%$'\t'*}"
        described+=("${${word//\\/\\\\}//:/\\:}:${offered#*$'\t'}")
        ;;
      *) described+=("${${offered//\\/\\\\}//:/\\:}") ;;
    esac
  done < <("${words[1]}" __complete -- "$line" 2>/dev/null </dev/null)
  local found=1
  if (( $#described )); then
    _describe -V 'reeve' described && found=0
  fi
  if [[ -n $files ]]; then
    compset -P '--[a-z-]#='
    compset -P '@'
    if [[ $files == folders ]]; then
      _files -/ && found=0
    else
      _files && found=0
    fi
  fi
  return found
}
if [[ ${funcstack[1]} == _reeve ]]; then
  _reeve "$@"
else
  compdef _reeve reeve
fi
