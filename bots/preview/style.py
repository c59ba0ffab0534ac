"""What the page looks like around the chats' own parts, from 360 pixels up. A chat's style is nested in a class of its name."""

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
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1rem;padding:0}
nav p{font-weight:600;margin-top:.75rem}
nav ul{margin:.25rem 0}
.picture{margin:0;zoom:.9}
.picture .small-print{display:none}
@media (max-width:30rem){
body{padding:.6rem}
}
"""
