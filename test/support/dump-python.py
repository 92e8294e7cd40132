"""CPython's answer to pieces of Python, one JSON object a line in and out.

In: {"kind": "globalCode" | "code" | "expression", "text": ...}. Out: {"ok": whether it compiles, "tree": the tree in
the shape of compiler/5-python/tree.ts, offsets in UTF-16 code units}. A body is indented below a `def`; an expression
stands behind `return`.
"""
import ast, json, sys, warnings
warnings.simplefilter("ignore")
BIN=dict(Add="+",Sub="-",Mult="*",Div="/",FloorDiv="//",Mod="%",Pow="**",LShift="<<",RShift=">>",BitOr="|",BitAnd="&",BitXor="^",MatMult="@")
UN=dict(USub="-",UAdd="+",Invert="~",Not="not")
CMP=dict(Eq="==",NotEq="!=",Lt="<",LtE="<=",Gt=">",GtE=">=",Is="is",IsNot="is not",In="in",NotIn="not in")
class D:
    def __init__(s,text):
        s.lines=text.split("\n"); s.starts=[0]
        for l in s.lines: s.starts.append(s.starts[-1]+len(l.encode("utf-16-le"))//2+1)
    def off(s,line,col):
        return s.starts[line-1]+len(s.lines[line-1].encode()[:col].decode(errors="replace").encode("utf-16-le"))//2
    def pos(s,n): return [s.off(n.lineno,n.col_offset), s.off(n.end_lineno,n.end_col_offset)]
    def node(s,kind,n,**k):
        return dict(kind=kind,span=s.pos(n),**k)
    def es(s,l): return [s.e(x) for x in l]
    def o(s,x): return None if x is None else s.e(x)
    def params(s,a):
        pos=a.posonlyargs+a.args; fd=len(pos)-len(a.defaults)
        def p(x,d): return dict(name=x.arg,annotation=s.o(x.annotation),default=s.o(d),span=s.pos(x))
        w=[p(x,a.defaults[i-fd] if i>=fd else None) for i,x in enumerate(pos)]
        return dict(positionalOnly=w[:len(a.posonlyargs)],positional=w[len(a.posonlyargs):],
          keywordOnly=[p(x,d) for x,d in zip(a.kwonlyargs,a.kw_defaults)],
          rest=p(a.vararg,None) if a.vararg else None, keywordRest=p(a.kwarg,None) if a.kwarg else None)
    def gens(s,gs): return [dict(target=s.e(g.target),iterable=s.e(g.iter),conditions=s.es(g.ifs)) for g in gs]
    def parts(s,vals):
        r=[]
        for v in vals:
            if isinstance(v,ast.Constant):
                if r and r[-1]["kind"]=="text": r[-1]["value"]+=v.value
                elif v.value: r.append(dict(kind="text",value=v.value))
            else:
                r.append(dict(kind="field",value=s.e(v.value),conversion=None if v.conversion==-1 else chr(v.conversion),
                   spec=None if v.format_spec is None else s.parts(v.format_spec.values)))
        return r
    def e(s,n):
        t=type(n).__name__; N=s.node
        if t=="Name": return N("name",n,name=n.id)
        if t=="Constant":
            v=n.value
            if v is None: return N("none",n)
            if v is Ellipsis: return N("ellipsis",n)
            if v is True or v is False: return N("bool",n,value=v)
            if isinstance(v,int): return N("int",n,value=str(v))
            if isinstance(v,float): return N("float",n,value=repr(v))
            if isinstance(v,complex): return N("float",n,value="0.0")
            if isinstance(v,str): return N("string",n,value=v)
            return N("bytes",n,value=list(v))
        if t=="JoinedStr": return N("formatted",n,parts=s.parts(n.values))
        if t=="Attribute": return N("attribute",n,value=s.e(n.value),attribute=n.attr)
        if t=="Subscript": return N("subscript",n,value=s.e(n.value),index=s.e(n.slice))
        if t=="Slice": return N("slice",n,lower=s.o(n.lower),upper=s.o(n.upper),step=s.o(n.step))
        if t=="Call": return N("call",n,function=s.e(n.func),arguments=s.es(n.args),keywords=[dict(name=k.arg,value=s.e(k.value),span=s.pos(k)) for k in n.keywords])
        if t=="BinOp": return N("binary",n,operator=BIN[type(n.op).__name__],left=s.e(n.left),right=s.e(n.right))
        if t=="UnaryOp": return N("unary",n,operator=UN[type(n.op).__name__],operand=s.e(n.operand))
        if t=="BoolOp": return N("and" if isinstance(n.op,ast.And) else "or",n,operands=s.es(n.values))
        if t=="Compare": return N("compare",n,left=s.e(n.left),operators=[CMP[type(o).__name__] for o in n.ops],comparators=s.es(n.comparators))
        if t=="IfExp": return N("conditional",n,test=s.e(n.test),then=s.e(n.body),orElse=s.e(n.orelse))
        if t in("List","Tuple","Set"): return N(t.lower(),n,elements=s.es(n.elts))
        if t=="Dict": return N("dict",n,entries=[dict(key=s.o(k),value=s.e(v)) for k,v in zip(n.keys,n.values)])
        if t in("ListComp","SetComp","GeneratorExp"): return N({"ListComp":"listComprehension","SetComp":"setComprehension","GeneratorExp":"generatorExpression"}[t],n,element=s.e(n.elt),generators=s.gens(n.generators))
        if t=="DictComp": return N("dictComprehension",n,key=s.e(n.key),value=s.e(n.value),generators=s.gens(n.generators))
        if t=="Lambda": return N("lambda",n,parameters=s.params(n.args),body=s.e(n.body))
        if t=="NamedExpr": return N("named",n,target=n.target.id,value=s.e(n.value))
        if t=="Starred": return N("starred",n,value=s.e(n.value))
        if t=="Yield": return N("yield",n,value=s.o(n.value))
        if t=="YieldFrom": return N("yieldFrom",n,value=s.e(n.value))
        if t=="Await": return s.e(n.value)
        raise Exception(t)
    def b(s,l): return [s.st(x) for x in l]
    def alias(s,l): return [dict(name=a.name,asName=a.asname,span=s.pos(a)) for a in l]
    def st(s,n):
        t=type(n).__name__; N=s.node
        if t=="Expr": return N("expressionStatement",n,value=s.e(n.value))
        if t=="Assign": return N("assign",n,targets=s.es(n.targets),value=s.e(n.value))
        if t=="AnnAssign": return N("annotatedAssign",n,target=s.e(n.target),annotation=s.e(n.annotation),value=s.o(n.value))
        if t=="AugAssign": return N("augmentedAssign",n,target=s.e(n.target),operator=BIN[type(n.op).__name__],value=s.e(n.value))
        if t=="Delete": return N("delete",n,targets=s.es(n.targets))
        if t=="Return": return N("return",n,value=s.o(n.value))
        if t in("If","While"): return N(t.lower(),n,test=s.e(n.test),body=s.b(n.body),orElse=s.b(n.orelse))
        if t in("For","AsyncFor"): return N("for",n,target=s.e(n.target),iterable=s.e(n.iter),body=s.b(n.body),orElse=s.b(n.orelse))
        if t in("Break","Continue","Pass"): return N(t.lower(),n)
        if t in("FunctionDef","AsyncFunctionDef"): return N("functionDef",n,name=n.name,parameters=s.params(n.args),returns=s.o(n.returns),body=s.b(n.body),decorators=s.es(n.decorator_list))
        if t=="ClassDef": return N("classDef",n,name=n.name,bases=s.es(n.bases),body=s.b(n.body),decorators=s.es(n.decorator_list))
        if t=="Raise": return N("raise",n,exception=s.o(n.exc),cause=s.o(n.cause))
        if t in("Try","TryStar"): return N("try",n,body=s.b(n.body),handlers=[dict(type=s.o(h.type),name=h.name,body=s.b(h.body),span=s.pos(h)) for h in n.handlers],orElse=s.b(n.orelse),finalBody=s.b(n.finalbody))
        if t=="Assert": return N("assert",n,test=s.e(n.test),message=s.o(n.msg))
        if t=="Import": return N("import",n,names=s.alias(n.names))
        if t=="ImportFrom": return N("importFrom",n,module="."*(n.level or 0)+(n.module or ""),names=s.alias(n.names))
        if t in("Global","Nonlocal"): return N(t.lower(),n,names=n.names)
        if t in("With","AsyncWith"): return N("with",n,items=[dict(context=s.e(i.context_expr),target=s.o(i.optional_vars)) for i in n.items],body=s.b(n.body))
        if t=="TypeAlias": return N("assign",n,targets=[s.e(n.name)],value=dict(kind="none",span=s.pos(n)))
        if t=="Match": return N("match",n,subject=s.e(n.subject),cases=[dict(pattern=s.p(c.pattern),guard=s.o(c.guard),body=s.b(c.body),span=s.pos(c.pattern)) for c in n.cases])
        return dict(kind="pass",span=s.pos(n))
    def p(s,n):
        t=type(n).__name__; N=s.node; ps=lambda l:[s.p(x) for x in l]
        if t=="MatchValue": return N("matchValue",n,value=s.e(n.value))
        if t=="MatchSingleton": return N("matchSingleton",n,value=n.value)
        if t=="MatchSequence": return N("matchSequence",n,patterns=ps(n.patterns))
        if t=="MatchMapping": return N("matchMapping",n,keys=s.es(n.keys),patterns=ps(n.patterns),rest=n.rest)
        if t=="MatchClass": return N("matchClass",n,type=s.e(n.cls),patterns=ps(n.patterns),keywordNames=n.kwd_attrs,keywordPatterns=ps(n.kwd_patterns))
        if t=="MatchStar": return N("matchStar",n,name=n.name)
        if t=="MatchAs": return N("matchAs",n,pattern=s.p(n.pattern) if n.pattern else None,name=n.name)
        return N("matchOr",n,patterns=ps(n.patterns))
def handle(r):
    k,text=r["kind"],r["text"]; out={}
    try:
        if k=="expression":
            if "\n" in text.strip("\n"): wrapped="def f():\n  return (\n"+text+"\n)"
            else: wrapped="def f():\n  return "+text
        elif k=="code": wrapped="def f():\n"+"\n".join("  "+l for l in text.split("\n"))+"\n  return"
        else: wrapped=text
        compile(wrapped,"x","exec",dont_inherit=True); out["ok"]=True
    except (SyntaxError,ValueError,RecursionError,MemoryError,OverflowError) as x:
        out["ok"]=False; out["error"]=str(x)[:200]
    if out["ok"] and r.get("tree",True):
        try:
            d=D(text)
            if k=="expression":
                if "\n" not in text.strip("\n"):
                    t2="return "+text; d=D(t2); v=ast.parse(t2).body[0].value
                    out["tree"]=d.o(v)
            else: out["tree"]=d.b(ast.parse(text).body)
        except Exception as x: out["treeError"]=repr(x)
    return out
for line in sys.stdin:
    r=json.loads(line)
    try: print(json.dumps(handle(r)))
    except Exception as x: print(json.dumps(dict(crash=repr(x))))
