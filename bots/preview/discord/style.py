"""Discord's dark theme in its own fonts and measures, from 360 pixels up."""

from bots.discord.render.drawing import COLOURS, NOTE_COLOUR, PAPER_COLOUR
from bots.preview.discord.drawing import edge

_EDGES = "\n".join(
    f".{edge(colour)}{{border-left-color:#{colour:06x}}}" for colour in (*COLOURS.values(), PAPER_COLOUR, NOTE_COLOUR)
)

CSS = """
.discord{
.message,.modal{font-family:"gg sans","Noto Sans",Whitney,"Helvetica Neue",Helvetica,Arial,sans-serif;background:#313338;color:#dbdee1;
border-radius:8px;max-width:45rem}
.message a,.modal a{color:#00a8fc;text-decoration:none}
.message{display:grid;grid-template-columns:40px minmax(0,1fr);gap:0 16px;padding:12px 16px;margin-top:2px}
.message.private{background:#393c48}
.message.thread{margin-left:1.5rem;border-left:4px solid #4e5058}
.icon{width:40px;height:40px;grid-column:1;border-radius:50%}
.face{display:grid;place-items:center;background:#7a3b69;color:#fff;font-weight:700}
.content{grid-column:2;min-width:0}
.message>.only{grid-column:2}
.only~.icon{grid-row:2}
.only{color:#b5bac1;font-size:12px;margin:4px 0}
.who b{font-weight:600;color:#f2f3f5}
.who time{color:#b5bac1;font-size:12px}
.badge{background:#5865f2;color:#fff;border-radius:4px;font-size:10px;font-weight:600;padding:1px 4px;vertical-align:2px}
.container{background:#2b2d31;border:1px solid #3f4147;border-left:4px solid #4e5058;border-radius:8px;
padding:12px 16px;margin:6px 0;max-width:37.5rem}
.text{margin:4px 0;line-height:1.38}
.text p+blockquote,.text blockquote+p{margin-top:4px}
h4{font-size:17px;font-weight:700;line-height:1.3;margin:2px 0;color:#f2f3f5}
small{font-size:12px;color:#b5bac1}
hr{border:0;border-top:1px solid #4e5058;margin:8px 0}
blockquote{margin:2px 0;padding-left:12px;border-left:4px solid #4e5058}
.row{display:flex;flex-wrap:wrap;gap:8px;margin:8px 0 4px}
.button{font-family:inherit;font-size:14px;font-weight:500;line-height:1.3;color:#fff;background:#4e5058;border:0;border-radius:4px;
padding:8px 14px;min-height:32px;max-width:100%;display:inline-block}
.message a.button{color:#fff}
.button.primary{background:#5865f2}
.select{font-family:inherit;font-size:14px;line-height:1.3;width:100%;max-width:25rem;text-align:left;color:#b5bac1;background:#1e1f22;
border:1px solid #1e1f22;border-radius:4px;padding:10px 12px;display:flex;justify-content:space-between}
.small-print{width:100%;font-size:11px;color:#b5bac1;font-style:italic;margin:0}
.text code{font:13px/1.4 Consolas,Menlo,"DejaVu Sans Mono",monospace;background:#1e1f22;border-radius:4px;padding:1px 4px}
pre{margin:6px 0;padding:8px;border:1px solid #1e1f22;border-radius:4px;background:#2b2d31;white-space:pre-wrap;
max-height:20rem;overflow:auto}
.text pre code{padding:0;background:none}
mark{background:#3c4270;color:#c9cdfb;border-radius:3px;padding:0 2px}
.file{display:inline-block;background:#2b2d31;border:1px solid #3f4147;border-radius:8px;padding:10px 16px;margin:6px 0;font-size:14px}
.modal{max-width:30rem;box-shadow:0 6px 24px #0004}
.bar{display:flex;align-items:center;gap:10px;padding:16px;font-size:18px;color:#f2f3f5}
.bar b{flex:1}
.bar .icon{width:24px;height:24px}
.inside{padding:0 16px 8px}
.field{margin:12px 0}
.field .label{display:block;font-weight:600;color:#f2f3f5}
.hint{display:block;font-size:13px;color:#b5bac1;margin:2px 0 6px}
.field input{font:inherit;width:100%;padding:9px 11px;border:1px solid #1e1f22;border-radius:4px;background:#1e1f22;color:inherit}
.foot{display:flex;justify-content:flex-end;gap:10px;padding:14px 16px;background:#2b2d31;border-radius:0 0 8px 8px}
@media (max-width:30rem){
.message{padding:8px 10px;gap:0 10px}
.container{padding:10px}
}
EDGES
}
""".replace("EDGES", _EDGES)
