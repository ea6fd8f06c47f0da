#!/usr/bin/env bash
# Adds up test results: names what was skipped and why, and ends with "N passed, N failed, N skipped".
# usage: eng/summarize-tests.sh FOLDER STATUS   (a folder of .trx files, the exit status of the run)
set -euo pipefail
shopt -s nullglob
files=("$1"/*/*.trx)

passed=0 failed=0 skipped=0
if [ ${#files[@]} -gt 0 ]; then
  # A skipped test is in "total" but not in "executed"; the counter "notExecuted" stays 0.
  read -r passed failed skipped < <(grep -ho '<Counters [^>]*' "${files[@]}" | awk '
    function value(name,   m) { return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : 0 }
    { p += value("passed"); s += value("total") - value("executed"); f += value("executed") - value("passed") }
    END { print p + 0, f + 0, s + 0 }')
  awk '
    /<UnitTestResult .*outcome="NotExecuted"/ { match($0, /testName="[^"]*"/); name = substr($0, RSTART + 10, RLENGTH - 11); skipping = 1 }
    skipping && /<(Message|StdOut)>/ { text = $0; sub(/.*<(Message|StdOut)>/, "", text); sub(/<\/.*/, "", text); reasons[text] = reasons[text] "\n    " name; skipping = 0 }
    /<\/UnitTestResult>/ { if (skipping) reasons["no reason given"] = reasons["no reason given"] "\n    " name; skipping = 0 }
    END { for (reason in reasons) print "Skipped: " reason reasons[reason] }' "${files[@]}"
fi

# A run that broke down is not a run without failures.
if [ "$2" -ne 0 ] && [ "$failed" -eq 0 ]; then
  echo "The test run itself failed with status $2 (see above)." >&2
  failed=1
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
