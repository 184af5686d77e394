using NanoBms.Core;
using NanoBms.Device.Sensors.Catalog;
using NanoBms.Device.Settings;
using NanoBms.Device.Text;

namespace NanoBms.Device.SetUp
{
    /// <summary>The page's HTML: one form, live readings, and sentences on what is wrong. No stored key or password is in it.</summary>
    internal static class SetUpPage
    {
        /// <summary>Writes it.</summary>
        /// <param name="page">Receives it.</param>
        /// <param name="context">What it shows.</param>
        /// <param name="notice">Why it is there; empty: no word.</param>
        /// <param name="token">What the form must bring back.</param>
        /// <param name="errors">Why the form was not taken; null: it is a new one.</param>
        public static void Write(PageWriter page, PageContext context, string notice, string token, SettingsErrors errors)
        {
            Begin(page);
            page.Text("<h1>Battery gauge</h1>");
            if (notice.Length > 0)
            {
                page.Text("<p class=\"e\" role=\"alert\">").Html(notice).Text("</p>");
            }

            Errors(page, errors);
            Live(page);
            page.Text("<form method=\"post\" action=\"/save\" autocomplete=\"off\"><input type=\"hidden\" name=\"token\" value=\"")
                .Text(token).Text("\">");
            DeviceSettings now = context.Settings;
            if (context.HasWifi)
            {
                page.Text("<fieldset><legend>Wi-Fi</legend>");
                Field(page, "wifiSsid", "Network (2.4 GHz)", now.WifiSsid, "maxlength=\"32\"");
                Secret(page, "wifiPassword", "Password of the network", now.WifiPassword.Length > 0, 64);
                page.Text("</fieldset>");
            }

            Channel(page, now);
            Battery(page, now, context.Info);
            page.Text("<fieldset><legend>This page</legend>");
            Secret(page, "pagePassword", "Password of this page (user name: any)", now.PagePassword.Length > 0, 63);
            if (context.Fault.Length > 0)
            {
                page.Text(context.KeepsFile
                    ? "<label><input type=\"checkbox\" name=\"anew\">Begin anew: what is not on this page goes back to its default,"
                        + " and keys and passwords are to be given again</label>"
                    : "<p>What the file held is gone with the first saving: it has no password of this page that could guard it.</p>");
            }

            page.Text("</fieldset><button>Save and restart</button></form>");
            Script(page);
            page.Text("</main></html>");
        }

        /// <summary>Writes what follows a form that was taken.</summary>
        public static void WriteSaved(PageWriter page, bool hasWifi)
        {
            Begin(page);
            page.Text("<h1>Saved</h1><p role=\"status\">The gauge starts again and measures on.</p><p>");
            page.Text(hasWifi
                ? "Its Wi-Fi closes now. If it comes back within some minutes, something was wrong: open this page again, it says what."
                : "<a href=\"/\">Back to the page</a> in some seconds.");
            page.Text("</p></main></html>");
        }

        private static void Begin(PageWriter page)
        {
            page.Text("<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>Battery gauge: set-up</title>")
                .Text("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><link rel=\"icon\" href=\"data:,\"><style>")
                .Text(":root{color-scheme:light dark}body{font:16px/1.4 system-ui,sans-serif;margin:0}")
                .Text("main{max-width:32rem;margin:auto;padding:1rem}fieldset{border:1px solid GrayText;border-radius:.5rem;margin:1rem 0}")
                .Text("legend{font-weight:bold}label{display:block;margin:.6rem 0 .2rem}input,select,button{font:inherit;padding:.5rem;")
                .Text("width:100%;box-sizing:border-box}input[type=checkbox]{width:1.3rem;height:1.3rem;margin-right:.5rem}")
                .Text("button{padding:.8rem;font-weight:bold}small{display:block}.e{border-left:.4rem solid #c33;padding-left:.6rem}")
                .Text("::placeholder{color:inherit;opacity:.8}output{font-size:1.3rem;font-variant-numeric:tabular-nums}</style><main>");
        }

        // In a place of its own, which the script fills too: a form that is refused stays as it was filled in.
        private static void Errors(PageWriter page, SettingsErrors errors)
        {
            page.Text("<div id=\"said\">");
            if (errors != null)
            {
                page.Text("<div class=\"e\" role=\"alert\"><p>Nothing was saved:</p><ul>");
                for (int k = 0; k < errors.Count; k++)
                {
                    page.Text("<li>").Html(errors.Sentence(k)).Text("</li>");
                }

                page.Text("</ul></div>");
            }

            page.Text("</div>");
        }

        private static void Live(PageWriter page)
        {
            page.Text("<fieldset><legend>Now</legend><output id=\"live\">no reading yet</output><p id=\"soc\"></p>")
                .Text("<label for=\"doing\">The battery</label><select id=\"doing\"><option value=\"\">(please say)</option>")
                .Text("<option value=\"load\">feeds a load</option><option value=\"charge\">is being charged</option></select>")
                .Text("<small>Current is negative while a load is on.</small><p id=\"hint\" role=\"status\"></p>")
                .Text("<p id=\"channel\"></p></fieldset>");
        }

        private static void Channel(PageWriter page, DeviceSettings now)
        {
            page.Text("<fieldset><legend>Channel</legend>");
            Field(page, "cloudUrl", "Address of the server", now.CloudUrl, "maxlength=\"253\" inputmode=\"url\"");
            Field(page, "cloudChannelId", "Number of the channel", now.CloudChannelId.ToString(), "inputmode=\"numeric\"");
            Secret(page, "cloudWriteKey", "Write key", now.CloudWriteKey.Length > 0, 64);
            Secret(page, "cloudReadKey", "Read key, where the channel is not public", now.CloudReadKey.Length > 0, 64);
            page.Text("</fieldset>");
        }

        private static void Battery(PageWriter page, DeviceSettings now, ModelInfo info)
        {
            page.Text("<fieldset><legend>Battery</legend><p>The model is of ")
                .Html(info.CellType.Length == 0 ? "a cell without a name" : info.CellType)
                .Html(info.Chemistry.Length == 0 ? "" : " (" + info.Chemistry + ")").Text(".</p>");
            Field(page, "cellsInSeries", "Cells in series", now.CellsInSeries.ToString(), "inputmode=\"numeric\"");
            Field(page, "cellsInParallel", "Cells in parallel", now.CellsInParallel.ToString(), "inputmode=\"numeric\"");
            Field(page, "cellCapacityAh", "Capacity of one cell, Ah", now.CellCapacityAh.ToString(), "inputmode=\"decimal\"");
            page.Text("<small>0: that of the model's cell, ").Text(info.RatedCapacityAh.ToString()).Text(" Ah.</small>");
            Field(page, "shuntOhm", "Shunt, ohms", now.ShuntOhm.ToString(), "inputmode=\"decimal\"");
            Sensor(page, now.CurrentSensor);
            page.Text("<label><input type=\"checkbox\" name=\"reverseCurrent\"").Text(now.ReverseCurrent ? " checked" : "")
                .Text(">Current reversed</label>")
                .Text("<label><input type=\"checkbox\" name=\"full\">The battery is full now</label></fieldset>");
        }

        private static void Sensor(PageWriter page, string now)
        {
            Label(page, "currentSensor", "Current sensor");
            page.Text("<select id=\"currentSensor\" name=\"currentSensor\">");
            string chip;
            for (int k = 0; (chip = SensorCatalog.Name(k)) != null; k++)
            {
                page.Text(chip == now ? "<option selected>" : "<option>").Text(chip).Text("</option>");
            }

            page.Text("</select>");
        }

        private static void Field(PageWriter page, string name, string label, string value, string more)
        {
            Label(page, name, label);
            page.Text("<input id=\"").Text(name).Text("\" name=\"").Text(name).Text("\" value=\"").Html(value).Text("\" ").Text(more)
                .Text(">");
        }

        private static void Secret(PageWriter page, string name, string label, bool isSet, int length)
        {
            Label(page, name, label);
            page.Text("<input type=\"password\" autocomplete=\"new-password\" id=\"").Text(name).Text("\" name=\"").Text(name)
                .Text("\" maxlength=\"").Text(length.ToString()).Text("\"").Text(isSet ? " placeholder=\"stored: empty keeps it\">" : ">");
        }

        // The setting's own name is what the sentences call it.
        private static void Label(PageWriter page, string name, string label)
        {
            page.Text("<label for=\"").Text(name).Text("\">").Text(label).Text(" <code>").Text(name).Text("</code></label>");
        }

        private static void Script(PageWriter page)
        {
            // With its origin: a browser takes no fetch of a page whose own address has the password in it otherwise.
            page.Text("<script>var d=document,o=location.origin,g=function(i){return d.getElementById(i)};function t(){if(g('live'))")
                .Text("fetch(o+'/live?doing='+g('doing').value).then(function(r){return r.json()}).then(function(j){")
                .Text("for(var k in j){if(g(k).textContent!=j[k])g(k).textContent=j[k]}})")
                .Text(".catch(function(){g('live').textContent='the gauge does not answer';")
                .Text("g('soc').textContent=g('hint').textContent=g('channel').textContent=''})")
                .Text(".then(function(){setTimeout(t,2000)})}t();");
            page.Text("var f=d.forms[0],b=d.querySelector('button'),s=g('said');function w(t){")
                .Text("s.innerHTML='<p class=\"e\" role=\"alert\"></p>';s.firstChild.textContent=t}")
                .Text("f.onsubmit=function(v){v.preventDefault();b.disabled=1;s.textContent='';fetch(o+'/save',{method:'POST',")
                .Text("body:new URLSearchParams(new FormData(f))}).then(function(r){return r.text().then(function(t){")
                .Text("if(r.ok)return d.documentElement.innerHTML=t;")
                .Text("var e=new DOMParser().parseFromString(t,'text/html').getElementById('said');")
                .Text("if(e)s.innerHTML=e.innerHTML;else w(t);s.scrollIntoView()})})")
                .Text(".catch(function(){w('").Text("The gauge does not answer: save again.").Text("');s.scrollIntoView()})")
                .Text(".then(function(){b.disabled=0})}</script>");
        }

        /// <summary>Writes the live readings as JSON, a text for each place of the page.</summary>
        public static void WriteLive(PageWriter page, PageContext context, string hint)
        {
            Reading reading = context.Loop.LastReading;
            string fault = context.Loop.SensorTrouble;
            string live = context.Loop.HasReading
                ? DecimalText.Format(reading.VoltageMilliV, 3) + " V, " + DecimalText.Format(reading.CurrentMilliA, 3) + " A, "
                    + DecimalText.Format(reading.TemperatureCentiC, 2, 1) + " °C"
                : "no reading";
            int soc = context.Loop.Estimator.SocCentiPercent;
            string trouble = context.Upload.Trouble;
            page.Text("{\"live\":").Json(live + (fault.Length > 0 ? ": " + fault : ""))
                .Text(",\"soc\":").Json("State of charge: " + (soc < 0 ? "---" : DecimalText.Format(soc, 2, 1) + " % ± "
                    + DecimalText.Format((int)(context.Loop.Estimator.BarPercent * 10f + 0.9999f), 1)))
                .Text(",\"hint\":").Json(hint)
                .Text(",\"channel\":").Json(context.HasWifi ? "" : trouble.Length > 0 ? "Channel: " + trouble
                    : !context.Upload.IsSetUp ? "Nothing is sent: no channel is set up"
                    : context.Upload.Sent.ToString() + " entries sent to " + context.Upload.SinkName + " since the start").Text("}");
        }
    }
}
