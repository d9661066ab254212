# Completes the command line of reeve in fish: reeve completion fish | source
function __reeve_offers
    set -l token (commandline -ct)
    for offered in (reeve __complete -- (commandline -cp | string collect) 2>/dev/null </dev/null)
        switch $offered
            case ':files' ':folders'
                # Files stand after --option= and after the @ of @FILE.
                set -l before (string match -r -- '^(?:--[a-z-]+=)?@?' "$token")
                set -l begun (string sub -s (math (string length -- "$before") + 1) -- "$token")
                if test $offered = ':folders'
                    set -l found (__fish_complete_directories "$begun")
                    printf '%s\n' $before$found
                else
                    set -l found (__fish_complete_path "$begun")
                    printf '%s\n' $before$found
                end
            case '*'
                printf '%s\n' $offered
        end
    end
end
complete -c reeve -f -a '(__reeve_offers)'
