namespace DeferredSeg.Reporting.Reports;

/// <summary>How a report looks. Without the characters that XML reserves, so that it needs no escaping.</summary>
internal static class ReportStyle
{
    public const string Css = Start + PrintedTables + End;

    private const string Start = """

        :root { color-scheme: light dark; --page: #ffffff; --ink: #1a1a1a; --soft: #595959; --rule: #d0d0d0; --panel: #f5f5f5; --link: #00558a;
          --c0: #0072b2; --c1: #d55e00; --c2: #007a59; --c3: #b3568d; --c4: #a66f00; --c5: #1a1a1a; }
        @media (prefers-color-scheme: dark) { :root { --page: #161616; --ink: #ececec; --soft: #b4b4b4; --rule: #454545; --panel: #212121; --link: #8ecbf2;
          --c0: #56b4e9; --c1: #f0803c; --c2: #1fc294; --c3: #e0a0c4; --c4: #e69f00; --c5: #ececec; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; padding: 1.5rem; max-width: 84rem; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
        h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 1rem; overflow-wrap: anywhere; }
        h2 { font-size: 1.3rem; margin: 1.5rem 0 .75rem; padding-bottom: .25rem; border-bottom: 1px solid var(--rule); overflow-wrap: anywhere; }
        h3 { font-size: 1.05rem; margin: 0 0 .5rem; overflow-wrap: anywhere; }
        p, li { max-width: 60rem; overflow-wrap: anywhere; }
        a { color: var(--link); }
        .conclusion { font-size: 1.15rem; max-width: 72rem; margin: 0 0 0.5rem; }
        .comparison { max-width: 72rem; margin: 0 0 1rem; }
        details { border-bottom: 1px solid var(--rule); }
        details[open] { padding-bottom: 1.5rem; }
        summary { cursor: pointer; padding: .6rem 0; }
        summary h2 { display: inline; font-size: 1.05rem; margin: 0; padding: 0; border: 0; }
        .facts { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: .75rem 0; }
        .facts div { min-width: 5rem; }
        dt { color: var(--soft); font-size: .85rem; }
        dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
        pre { background: var(--panel); border: 1px solid var(--rule); padding: 1rem; overflow: auto; max-height: 32rem; font-size: .85rem; line-height: 1.4; }
        .table { overflow-x: auto; margin-top: 1rem; }
        table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
        caption { text-align: left; font-weight: 600; padding-bottom: .4rem; }
        th, td { padding: .3rem .7rem; border-bottom: 1px solid var(--rule); text-align: right; white-space: nowrap; }
        thead th { text-align: center; border-bottom-color: var(--soft); }
        tbody th { text-align: left; vertical-align: top; font-weight: 500; }
        td.text { text-align: left; }
        td small { display: block; color: var(--soft); font-size: .8rem; }
        .note { color: var(--soft); font-size: .85rem; margin-top: .4rem; }
        figure { margin: 0; }
        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 32rem), 1fr)); gap: 1.5rem; margin: 1rem 0; }
        .charts figure { break-inside: avoid; max-width: 44rem; }
        .charts figcaption { font-weight: 600; margin-bottom: .25rem; }
        .charts figure svg { display: block; width: 100%; height: auto; }
        svg text { fill: var(--ink); font: 12px system-ui, sans-serif; }
        .legend { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; list-style: none; padding: 0; margin: .4rem 0; font-size: .85rem; }
        .legend li { display: flex; align-items: center; gap: .45rem; }
        .charts .legend svg { width: 36px; height: 14px; flex: none; }
        .swatch { width: 1.1rem; height: 1.1rem; border: 1px solid var(--soft); flex: none; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        .s0 { --c: var(--c0); } .s1 { --c: var(--c1); } .s2 { --c: var(--c2); } .s3 { --c: var(--c3); } .s4 { --c: var(--c4); } .s5 { --c: var(--c5); }
        .line { fill: none; stroke: var(--c); stroke-width: 2; stroke-linejoin: round; }
        .point { fill: var(--c); stroke: var(--c); stroke-width: 1.2; }
        .hollow { fill: var(--page); }
        .grid { stroke: var(--rule); stroke-width: .6; }
        .axis { stroke: var(--soft); stroke-width: 1; }
        .band { fill: var(--soft); fill-opacity: .18; stroke: var(--soft); stroke-width: .8; stroke-dasharray: 3 3; }
        .mark { fill: var(--page); stroke: var(--ink); stroke-width: 1.6; }
        svg .mark-number { font-size: 11px; font-weight: 700; }
        .ideal { stroke: var(--soft); stroke-dasharray: 5 4; }
        .gap { stroke: var(--c1); stroke-width: 1.5; }
        .count { fill: var(--soft); }
        .bar { stroke: var(--ink); stroke-width: .8; }
        .outline { border-width: 3px; background: #808080; outline: 1px solid var(--soft); }
        .row { display: grid; grid-template-columns: 15rem minmax(0, 54rem); gap: .4rem 1rem; margin: .6rem 0; break-inside: avoid; }
        .row .facts { display: block; margin: 0; }
        .row .facts div { margin-bottom: .3rem; }
        .row .facts dd { font-size: .9rem; }
        .row .pictures { grid-template-columns: repeat(auto-fit, minmax(6.5rem, 1fr)); }
        .case { border: 1px solid var(--rule); padding: 1rem; margin: 1rem 0; break-inside: avoid; }
        .pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .6rem; }
        .pictures img { display: block; width: 100%; height: auto; image-rendering: pixelated; background: #000; }
        .pictures figcaption { font-size: .85rem; text-align: center; }
        @media (max-width: 40rem) {
          body { padding: 1rem; }
          h1 { font-size: 1.35rem; }
          .conclusion { font-size: 1.05rem; }
          .row { grid-template-columns: 1fr; }
          .row .pictures, .pictures { grid-template-columns: repeat(3, 1fr); gap: .35rem; }
          th, td { padding: .3rem .35rem; }
          th, td { white-space: normal; }
          tbody th { min-width: 8rem; }
          table { font-size: .85rem; }
        }
        @media print {
          :root { color-scheme: light; --page: #ffffff; --ink: #000000; --soft: #444444; --rule: #bbbbbb; --panel: #ffffff; --link: #000000;
            --c0: #0072b2; --c1: #d55e00; --c2: #007a59; --c3: #b3568d; --c4: #a66f00; --c5: #000000; }
          body { max-width: none; padding: 0; font-size: 10pt; }
          details::details-content { content-visibility: visible; block-size: auto; }
          pre { max-height: none; overflow: visible; white-space: pre-wrap; overflow-wrap: anywhere; }
          .charts { grid-template-columns: 1fr 1fr; }
          svg, img { print-color-adjust: exact; -webkit-print-color-adjust: exact; }

        """;

    private const string PrintedTables =
        "  .table { overflow: visible; } table { font-size: 7.5pt; } th, td { padding: .1rem .3rem; } td small { font-size: 6.5pt; } "
        + ".note, .legend, dt { font-size: 8pt; } th { white-space: normal; } tr { break-inside: avoid; }";

    private const string End = """

          h2, h3, caption { break-after: avoid; }
        }

        """;
}
