# PowerShell completion for liqoctl; load it with: liqoctl completion powershell | Out-String | Invoke-Expression

Register-ArgumentCompleter -Native -CommandName 'liqoctl' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Where-Object { $_.Extent.StartOffset -lt $cursorPosition } | ForEach-Object { "$_" })
    $asked = @($words | Select-Object -Skip 1)
    if ($wordToComplete -eq '') {
        # Older versions pass an empty argument on only when it is quoted.
        $asked += if ($PSVersionTable.PSVersion -lt [version]'7.3') { '""' } else { '' }
    }
    $answers = @(& $words[0] complete '--' @asked 2>$null)
    if ($answers.Count -eq 0 -or $answers[-1] -eq ':0') { return }
    $flag = if ($wordToComplete -match '^-[^=]*=') { $Matches[0] } else { '' }
    $answers | Select-Object -SkipLast 1 | ForEach-Object {
        $value, $description = $_ -split "`t", 2
        if (-not $description) { $description = $value }
        [System.Management.Automation.CompletionResult]::new("$flag$value", $value, 'ParameterValue', $description)
    }
}
