"""The page's style, from 360 pixels up: what is around the chats, Slack's light theme and Discord's dark one;
side by side both are as the reader's system is, light or dark, and in the dark Slack is so everywhere."""

from bots.discord.render.drawing import COLOURS, NOTE_COLOUR, PAPER_COLOUR
from bots.preview.drawing import edge

_EDGES = "\n".join(
    f".{edge(colour)}{{border-left-color:#{colour:06x}}}" for colour in (*COLOURS.values(), PAPER_COLOUR, NOTE_COLOUR)
)

CSS = """
*{box-sizing:border-box}
html{font:15px/1.46 Lato,"Helvetica Neue",Helvetica,Arial,sans-serif;color:#1d1c1d;background:#f4f2ee;overflow-wrap:anywhere}
body{margin:0 auto;max-width:60rem;padding:1rem}
p{margin:0}
h1{font-size:1.8rem;line-height:1.2;margin:.5rem 0}
h2{font-size:1.35rem;margin:2.5rem 0 .5rem;padding-top:1rem;border-top:2px solid #1f5f5b}
h3{font-size:1rem;margin:2rem 0 0;font-weight:600}
h3 code{font:600 .9rem/1.4 Menlo,Consolas,"DejaVu Sans Mono",monospace;color:#1d1c1d}
.about{color:#55524f;margin:0 0 .5rem}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1rem;padding:0;margin:.25rem 0}
nav p{font-weight:600;margin-top:.75rem}
.picture{margin:0;zoom:.9}
.picture .small-print,.both .small-print{display:none}
.both{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:1rem;align-items:start}
body:has(.both){max-width:84rem}
.slack{--line:#ddd;--dim:#616061;--ground:#fff;--code:#f8f8f8;--frame:#e0dfe0;--private:#fbfaf8;--strong:#1d1c1d;--side:36px}
.discord{--line:#4e5058;--dim:#b5bac1;--ground:#313338;--code:#2b2d31;--frame:#1e1f22;--private:#393c48;--strong:#f2f3f5;--side:40px}
.slack,.discord{
.message,.modal,.home{background:var(--ground);border-radius:8px;max-width:45rem}
.message{display:grid;grid-template-columns:var(--side) minmax(0,1fr)}
.message.private{background:var(--private)}
.message.thread{margin-left:1.5rem;border-left:4px solid var(--line)}
.icon{width:var(--side);height:var(--side);grid-column:1}
.only{color:var(--dim)}
.message>.only{grid-column:2}
.only~.icon{grid-row:2}
.face{display:grid;place-items:center;background:#7a3b69;color:#fff;font-weight:700}
.content{grid-column:2;min-width:0}
.who time{color:var(--dim);font-size:12px}
.badge{font-size:10px;vertical-align:2px}
hr{border:0;border-top:1px solid var(--line);margin:8px 0}
blockquote{margin:4px 0;padding-left:12px;border-left:4px solid var(--line)}
pre{margin:4px 0;padding:8px;border:1px solid var(--frame);border-radius:4px;background:var(--code);white-space:pre-wrap;
max-height:20rem;overflow:auto}
.row{display:flex;flex-wrap:wrap;gap:8px;margin:8px 0}
.section{display:flex;gap:16px;align-items:flex-start;margin:8px 0 4px}
.section .said{flex:1;min-width:0}
.section>.button,.section>.more{flex:none}
.button,.more,.select{font-family:inherit;border-radius:4px;max-width:100%;display:inline-block}
.small-print{font-size:11px;color:var(--dim);font-style:italic;margin:0 0 4px}
mark{border-radius:3px;padding:0 2px}
.reaction{display:inline-block;border:1px solid #1d9bd1;background:#e8f5fa;border-radius:12px;padding:0 8px;font-size:12px;margin-top:4px}
.file{display:inline-block;border-radius:8px;padding:8px 14px}
.modal{max-width:31rem;box-shadow:0 6px 24px #0003}
.bar{display:flex;align-items:center;gap:10px;padding:14px 20px;font-size:18px;color:var(--strong)}
.bar b{flex:1}
.bar .icon{width:28px;height:28px}
.inside{padding:8px 20px}
.foot{display:flex;justify-content:flex-end;gap:10px;padding:14px 20px}
.input{margin:12px 0}
.label{display:block;color:var(--strong)}
.hint,.optional{font-weight:400;color:var(--dim);font-size:13px}
.input input,.input select{font:inherit;width:100%;padding:7px 11px;border-radius:4px;color:inherit}
}
.slack{
a{color:#1264a3;text-decoration:none}
a:hover{text-decoration:underline}
.message,.modal,.home{border:1px solid #ddd}
.message{gap:0 8px;padding:10px 16px}
.only{font-size:13px}
.only::before{content:"";display:inline-block;width:8px;height:8px;margin-right:6px;border:2px solid #616061;border-radius:50%}
.face{border-radius:6px}
.who b,h4,.bar b{font-weight:900}
.badge{background:#ebeaeb;color:#55524f;border-radius:2px;font-weight:700;padding:1px 3px}
.section p+p,.section blockquote+p,.section p+pre{margin-top:4px}
.fields{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:8px}
h4{font-size:18px;line-height:1.33;margin:8px 0 4px}
hr{margin:12px 0}
.context{color:#616061;font-size:13px;line-height:1.38;margin:6px 0;display:flex;flex-wrap:wrap;gap:4px 10px}
.row{margin-bottom:12px}
.button,.more{font-size:13px;font-weight:700;line-height:1.38;color:#1d1c1d;background:#fff;border:1px solid #bbb;
padding:4px 10px;min-height:28px}
.select{font-size:13px;line-height:1.38;color:#1d1c1d;background:#fff;border:1px solid #bbb;padding:4px 10px;min-height:28px}
.button.primary{background:#007a5a;border-color:#007a5a;color:#fff}
.button.danger{border-color:#e01e5a;color:#c01343}
.small-print{text-align:right}
code{font:12px/1.5 Menlo,Consolas,"DejaVu Sans Mono",monospace}
p code,.context code{background:#f7f7f8;border:1px solid #e0dfe0;border-radius:3px;padding:1px 3px;color:#b3154a}
mark{background:#fbf0d0;color:#1264a3}
.unfurl{border-left:4px solid #ddd;border-radius:2px;padding-left:12px;margin-top:6px}
.file{border:1px solid #ddd;color:#55524f;font-size:13px}
.bar,.tabs{border-bottom:1px solid #ddd}
.foot{border-top:1px solid #ddd}
.foot .button{font-size:15px;padding:7px 14px}
.tabs{display:flex;gap:18px;padding:10px 20px 0;color:#55524f;font-size:13px}
.tabs>*{padding-bottom:8px}
.tabs b{color:#1d1c1d;border-bottom:2px solid #1f5f5b}
.label{font-weight:700;margin-bottom:4px}
.input .box{display:block;margin:2px 0}
.input .box input{width:auto;margin-right:8px}
.input input,.input select{border:1px solid #868686;background:#fff}
[aria-invalid=true]{border-color:#c01343!important;box-shadow:0 0 0 1px #c01343}
.error{color:#c01343;font-size:13px;font-weight:700;margin-top:3px}
}
.discord{
.message,.modal{font-family:"gg sans","Noto Sans",Whitney,"Helvetica Neue",Helvetica,Arial,sans-serif;color:#dbdee1}
.message a{color:#00a8fc;text-decoration:none}
.message{gap:0 16px;padding:12px 16px;margin-top:2px}
.icon{border-radius:50%}
.only,small{font-size:12px;color:#b5bac1}
.only{margin:4px 0}
.who b{font-weight:600;color:#f2f3f5}
.badge{background:#5865f2;color:#fff;border-radius:4px;font-weight:600;padding:1px 4px}
.container{background:#2b2d31;border:1px solid #3f4147;border-left:4px solid #4e5058;border-radius:8px;
padding:12px 16px;margin:6px 0;max-width:37.5rem}
.text{margin:4px 0;line-height:1.38}
h4{font-size:17px;line-height:1.3;margin:2px 0;color:#f2f3f5}
.button{font-size:14px;font-weight:500;line-height:1.3;color:#fff;background:#4e5058;border:0;padding:8px 14px;min-height:32px}
.message a.button{color:#fff}
.message a.button::after{content:" ↗"}
.button.primary{background:#5865f2}
.select{font-size:14px;line-height:1.3;width:100%;max-width:25rem;text-align:left;color:#b5bac1;background:#1e1f22;
border:1px solid #1e1f22;padding:10px 12px;display:flex;justify-content:space-between}
.small-print{width:100%}
.text code{font:13px/1.4 Consolas,Menlo,"DejaVu Sans Mono",monospace;background:#1e1f22;border-radius:4px;padding:1px 4px}
.text pre code{padding:0;background:none}
mark{background:#3c4270;color:#c9cdfb}
.file{background:#2b2d31;border:1px solid #3f4147;margin:6px 0;font-size:14px}
.label{font-weight:600}
.hint{display:block;margin:2px 0 6px}
.input input{border:1px solid #1e1f22;background:#1e1f22}
.foot{background:#2b2d31;border-radius:0 0 8px 8px}
EDGES
}
@media (prefers-color-scheme:dark){
html{color:#d1d2d3;background:#0e0f11}
.about,h3 code,nav a,header a{color:#ababad}
.slack{
--line:#3f4145;--dim:#ababad;--ground:#1a1d21;--code:#222529;--frame:#3f4145;--private:#20242a;--strong:#f8f8f8;
.message,.modal,.home{border-color:#35373b;color:#d1d2d3}
a{color:#1d9bd1}
.badge{background:#35373b;color:#ababad}
.context,.file{color:#ababad}
.button,.more,.select{background:#1a1d21;border-color:#797c81;color:#d1d2d3}
.button.primary{background:#007a5a;border-color:#007a5a;color:#fff}
.button.danger{border-color:#e01e5a;color:#f2668b}
p code,.context code{background:#222529;border-color:#3f4145;color:#e8912d}
mark{background:#3d3217;color:#1d9bd1}
.unfurl,.file,.bar,.tabs,.foot{border-color:#3f4145}
.tabs{color:#ababad}
.tabs b{color:#f8f8f8}
.input input,.input select{background:#222529;border-color:#797c81}
.error{color:#f2668b}
.reaction{background:#173541}
}
}
@media (prefers-color-scheme:light){
.both .discord{--line:#d4d7dc;--dim:#4e5058;--ground:#fff;--code:#f2f3f5;--frame:#e3e5e8;--private:#eef0fa;--strong:#060607}
.both .discord{
.message{color:#2e3338;border:1px solid #e3e5e8}
.message a{color:#006ce7}
.who b,h4{color:#060607}
.only,small{color:#4e5058}
.container{background:#f2f3f5;border-top-color:#e3e5e8;border-right-color:#e3e5e8;border-bottom-color:#e3e5e8}
.button,.message a.button{background:#d9dbdf;color:#2e3338}
.button.primary{background:#5865f2;color:#fff}
.select{background:#fff;color:#4e5058;border-color:#d4d7dc}
.text code{background:#e3e5e8}
mark{background:#dfe2fc;color:#4752c4}
}
}
@media (max-width:30rem){
body{padding:.6rem}
.message{padding:8px 10px!important}
.slack .fields{grid-template-columns:minmax(0,1fr)}
.container,.inside,.bar,.foot{padding-left:12px;padding-right:12px}
}
""".replace("EDGES", _EDGES)
