# fish completion for liqoctl; load it with: liqoctl completion fish | source

function __liqoctl_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l answers ($words[1] complete -- $words[2..-1] "$current" 2>/dev/null)
    # fish takes what is typed after "--flag=" for a part of the same word.
    set -l flag (string match -r -- '^-[^=]*=' "$current"; or echo)
    if test "$answers[-1]" = :0
        __fish_complete_path (string replace -- "$flag" '' "$current") | string replace -r -- '^' "$flag"
    else if set -q answers[2]
        printf '%s\n' $flag$answers[1..-2]
    end
end

complete -c liqoctl -e
complete -c liqoctl -f -a '(__liqoctl_complete)'
