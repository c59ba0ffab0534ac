"""Slack's light theme in its own fonts and measures, from 360 pixels up."""

CSS = """
.slack{
a{color:#1264a3;text-decoration:none}
a:hover{text-decoration:underline}
.message,.modal,.home{background:#fff;border:1px solid #ddd;border-radius:8px;max-width:45rem}
.message{display:grid;grid-template-columns:36px minmax(0,1fr);gap:0 8px;padding:10px 16px}
.message.private{background:#fbfaf8}
.message.thread{margin-left:1.5rem;border-left:4px solid #ddd}
.only{grid-column:2;color:#616061;font-size:13px}
.only::before{content:"";display:inline-block;width:8px;height:8px;margin-right:6px;border:2px solid #616061;border-radius:50%}
.icon{width:36px;height:36px;grid-column:1}
.only~.icon{grid-row:2}
.face{display:grid;place-items:center;border-radius:6px;background:#7a3b69;color:#fff;font-weight:700}
.content{grid-column:2;min-width:0}
.who b{font-weight:900}
.who time{color:#616061;font-size:12px}
.badge{background:#ebeaeb;color:#55524f;border-radius:2px;font-size:10px;font-weight:700;padding:1px 3px;vertical-align:2px}
.section{display:flex;gap:16px;align-items:flex-start;margin:8px 0 4px}
.section .said{flex:1;min-width:0}
.section>.button,.section>.more{flex:none}
.section p+p,.section blockquote+p,.section p+pre{margin-top:4px}
.fields{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:8px}
h4{font-size:18px;font-weight:900;line-height:1.33;margin:8px 0 4px}
hr{border:0;border-top:1px solid #ddd;margin:12px 0}
.context{color:#616061;font-size:13px;line-height:1.38;margin:6px 0;display:flex;flex-wrap:wrap;gap:4px 10px}
.actions{display:flex;flex-wrap:wrap;gap:8px;margin:8px 0 12px}
.button,.more{font-family:inherit;font-size:13px;font-weight:700;line-height:1.38;color:#1d1c1d;
background:#fff;border:1px solid #bbb;border-radius:4px;
padding:4px 10px;min-height:28px;max-width:100%;display:inline-block}
a.button:hover{text-decoration:none;background:#f8f8f8}
.button.primary{background:#007a5a;border-color:#007a5a;color:#fff}
.button.danger{background:#fff;border-color:#e01e5a;color:#c01343}
.more{padding:2px 8px}
.small-print{font-size:11px;color:#6b6865;font-style:italic;text-align:right;margin:0 0 4px}
blockquote{margin:4px 0;padding-left:12px;border-left:4px solid #ddd}
pre{margin:4px 0;padding:8px;border:1px solid #e0dfe0;border-radius:4px;background:#f8f8f8;white-space:pre-wrap;
max-height:20rem;overflow:auto}
code{font:12px/1.5 Menlo,Consolas,"DejaVu Sans Mono",monospace}
p code,.context code{background:#f7f7f8;border:1px solid #e0dfe0;border-radius:3px;padding:1px 3px;color:#b3154a}
pre code{padding:0;border:0}
mark{background:#fbf0d0;color:#1264a3;border-radius:3px;padding:0 2px}
.unfurl{border-left:4px solid #ddd;border-radius:2px;padding-left:12px;margin-top:6px}
.file{display:inline-block;border:1px solid #ddd;border-radius:8px;padding:8px 14px;color:#55524f;font-size:13px}
.bar{display:flex;align-items:center;gap:10px;padding:14px 20px;border-bottom:1px solid #ddd;font-size:18px}
.bar b{flex:1;font-weight:900}
.bar .icon{width:28px;height:28px}
.modal{max-width:32.5rem;box-shadow:0 6px 24px #0002}
.inside{padding:8px 20px}
.foot{display:flex;justify-content:flex-end;gap:10px;padding:14px 20px;border-top:1px solid #ddd}
.foot .button{font-size:15px;padding:7px 14px}
.tabs{display:flex;gap:18px;padding:10px 20px 0;border-bottom:1px solid #ddd;color:#55524f;font-size:13px}
.tabs>*{padding-bottom:8px}
.tabs b{color:#1d1c1d;border-bottom:2px solid #1f5f5b}
.input{margin:12px 0}
.input .box{display:block;margin:2px 0}
.input .box input{width:auto;margin-right:8px}
.input .label{display:block;font-weight:700;margin-bottom:4px}
.optional,.hint{font-weight:400;color:#616061;font-size:13px}
.input input,.input select{font:inherit;width:100%;
padding:7px 11px;border:1px solid #868686;border-radius:4px;background:#fff;color:inherit}
[aria-invalid=true]{border-color:#c01343!important;box-shadow:0 0 0 1px #c01343}
.error{color:#c01343;font-size:13px;font-weight:700;margin-top:3px}
@media (max-width:30rem){
.message{padding:8px 10px}
.fields{grid-template-columns:minmax(0,1fr)}
.inside,.bar,.foot{padding-left:14px;padding-right:14px}
}
}
"""
